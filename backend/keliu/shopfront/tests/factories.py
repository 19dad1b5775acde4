"""A shop with goods, pictures and a published card."""

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image

from keliu.catalog.models import CardCode
from keliu.catalog.services import cards
from keliu.platform import files
from tests.cast import World


@dataclass
class Shop:
    """远航集团 with 小李's card."""

    world: World
    code: str
    picture: str
    gift: str

    def blocks(self) -> list[dict[str, Any]]:
        """One of everything that needs something else."""
        link = {"kind": "product", "id": self.gift}
        return [
            {"id": "b1", "type": "banner", "slides": [{"picture_id": self.picture, "link": link}]},
            {"id": "b2", "type": "notice", "text": "中秋不打烊"},
            {"id": "b3", "type": "products", "title": "主推", "source": "chosen",
             "product_ids": [self.gift], "layout": "list"},
            {"id": "b4", "type": "categories"},
            {"id": "b5", "type": "company", "title": "关于我们",
             "text": "<p>开了<b>八年</b></p><script>x</script>", "picture_ids": [self.picture]},
            {"id": "b6", "type": "promotions",
             "lines": [{"product_id": self.gift, "words": "会员省 20"}]},
            {"id": "b7", "type": "contact", "address": "人民路 1 号", "phone": "021-5555"},
            {"id": "b8", "type": "links", "items": [
                {"label": "会员卡", "icon": "member", "link": {"kind": "page", "page": "member"}}]},
            {"id": "b9", "type": "moments", "most": 2},
        ]  # fmt: skip


def png(colour: str = "#F08C1A", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def shop(world: World) -> Shop:
    """A product on the shelf whose article is cheaper for members, and a code."""
    with world.inside():
        fields = {"phone": "13800001111", "title": "销售经理"}
        card = cards.card_create(staff_id=world.staff["小李"].pk, fields=fields, published=True)
        code = CardCode.objects.get(card=card).code
        picture = str(files.store_picture(png()).id)
    sku = {"values": [], "price_fen": 19900, "member_price_fen": 17900}
    gift = {"name": "中秋礼盒", "summary": "八枚装", "unit": "盒", "skus": [sku],
            "picture_ids": [picture]}  # fmt: skip
    status, made = world.api("王总").post("/products", gift)
    assert status == 200, made
    return Shop(world, code, picture, made["id"])
