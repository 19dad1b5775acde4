"""When customers become one, what was said to them goes along."""

from keliu.customers.ports import rows_part
from keliu.outreach.models import PersonDelivery

PART = rows_part("messages", "微信消息", "WeChat messages", PersonDelivery)
