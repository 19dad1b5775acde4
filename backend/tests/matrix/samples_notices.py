"""How the endpoints of WeChat notices are called; without an account they are refused (409)."""

from tests.matrix.samples import Sample, fixed

NOTICES = {
    "wechat_bind_begin": Sample(body=fixed(), also=(409,)),
    "wechat_bind_open": Sample(body=fixed(ticket="spent-long-ago"), also=(410,)),
    "wechat_try": Sample(body=fixed(), also=(409,)),
    "wechat_unbind": Sample(),
}
