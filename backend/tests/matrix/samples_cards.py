"""How versions of cards, likes, the card holder and one's own details are used rightly."""

from keliu.customers import rules
from tests.matrix.samples import Sample, _one, code, fixed, linked, versioned

TAG = "守时"


def _first(_world: object) -> str:
    return "1"


CARDS = {
    "card_default": _one("card"),
    "card_preview": _one("card"),
    "card_version_list": _one("card"),
    "card_version_restore": Sample(
        path={"card_id": "card"}, words={"number": _first}, body=versioned("card")
    ),
    "visitor_tag_like": Sample(body=linked(code=code(), tag=TAG, device="matrix-device")),
    "visitor_holder": Sample(actor="visitor"),
    "visitor_holder_add": Sample(body=linked(code=code()), actor="visitor"),
    "visitor_holder_remove": Sample(
        path={"card_id": "card"}, actor="visitor", owned=False, also=(404,)
    ),
    "visitor_exchange": Sample(
        body=linked(code=code(), name="张秀英", phone="13900007777", version=rules.CONSENT_VERSION),
        actor="visitor",
    ),
    "visitor_details": Sample(actor="visitor"),
    "visitor_details_change": Sample(body=fixed(company="秀英超市"), actor="visitor"),
}
