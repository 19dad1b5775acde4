"""How content reviews are read and judged rightly."""

from tests.matrix.samples import BOSS, Sample, _one, fixed

REVIEWS = {
    "review_list": Sample(actor="周经理", owned=False),
    "review_pass": Sample(path={"review_id": "content_review"}, body=fixed(), **BOSS),
    "review_refuse": Sample(path={"review_id": "content_review"}, body=fixed(), **BOSS),
    "card_review": _one("card"),
    "product_review": _one("product", owned=False),
}
