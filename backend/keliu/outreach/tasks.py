"""Work for later; the worker finds it here."""

from keliu.outreach.services.gate import release
from keliu.outreach.services.mail import post
from keliu.outreach.services.people.many import post_many
from keliu.outreach.services.people.posting import post as post_to_people
from keliu.outreach.services.people.posting import sweep
from keliu.outreach.services.wechat import post as post_notice
from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@jobs.periodic("*/10 * * * *")
def messages_looked_after() -> None:
    """Messages whose worker and job are gone are taken up again, or listed as unknown."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            sweep()


__all__ = ["messages_looked_after", "post", "post_many", "post_notice", "post_to_people", "release"]
