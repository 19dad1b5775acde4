"""Paper cards: a picture goes in, the fields of a form come out."""

from typing import Literal, cast

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.customers.errors import CardReaderMissing
from keliu.customers.models import CardScan
from keliu.customers.rules import paper
from keliu.customers.services import id_purposes, scans
from keliu.kit import actor
from keliu.kit.errors import Forbidden
from keliu.platform.wire import Asked, Bilingual, Id, Wire

router = Router(tags=["card-scans"])
WRITE = "customer.write"
CardField = Literal[
    "name", "company", "position", "phone", "email", "wechat", "website", "address", "region_code",
    "sex", "birthday",
]  # fmt: skip
WHY = {
    "empty": ("照片里没有认出文字:对准名片,光线亮一些,再拍一张",
              "No text was found: hold the card straight, in better light, and try again"),
    "timeout": ("半分钟没有读完:把照片裁小到只剩名片,再试一次",
                "Reading took over half a minute: crop the picture to the card and try again"),
    "not_id": ("没有认出身份证人像面:把有头像的一面放平、拍全,再拍一张",
               "No identity card was recognised: lay the photograph's side flat, try again"),
    "broken": ("识别程序出错了,请再试一次;还是这样请告诉管理员",
               "The recogniser failed: try again, and tell the administrator if it stays so"),
}  # fmt: skip
MISSING_EN = "Card reading is not installed: the administrator runs `make ocr` and restarts"


class CardReaderOut(Wire):
    """Whether cards can be read here; `why_not` says what the administrator does.

    `id_purpose`: what the merchant reads identity cards for; null where none may be read.
    """

    ready: bool
    why_not: Bilingual | None
    id_purpose: str | None


class CardFieldOut(Wire):
    """`doubtful`: a person should look; `reason` says why this text is this field."""

    field: CardField
    value: str
    confidence: float
    doubtful: bool
    reason: Bilingual

    @staticmethod
    def of(one: paper.Found) -> "CardFieldOut":
        zh, en = paper.REASONS[one.reason]
        return CardFieldOut(
            field=cast(CardField, one.field),
            value=one.value,
            confidence=one.confidence,
            doubtful=one.doubtful,
            reason=Bilingual(zh=zh, en=en),
        )


class CardScanIn(Asked):
    """`file_id`: a private picture that one has just uploaded by POST /attachments.

    `kind` `id_card` reads the front of an identity card, for the purpose on record only.
    """

    file_id: Id
    kind: Literal["card", "id_card"] = "card"


class CardScanOut(Wire):
    """`phone`, `email` and `website` may come several times; `rest` is what fitted nowhere."""

    id: Id
    file_id: Id
    state: Literal["queued", "done", "failed"]
    why: Bilingual | None
    fields: list[CardFieldOut]
    rest: list[str]

    @staticmethod
    def of(row: CardScan) -> "CardScanOut":
        reading = scans.reading_of(row) or paper.Reading(fields=(), rest=())
        why = WHY.get(row.reason)
        return CardScanOut(
            id=row.pk,
            file_id=row.file_id,
            state=cast(Literal["queued", "done", "failed"], row.state),
            why=Bilingual(zh=why[0], en=why[1]) if why else None,
            fields=[CardFieldOut.of(one) for one in reading.fields],
            rest=list(reading.rest),
        )


@router.get("/card-scans/reader", response=CardReaderOut)
@door.staff()
def card_reader(request: HttpRequest) -> CardReaderOut:
    """Whether this installation reads paper cards."""
    ready = scans.ready()
    why = None if ready else Bilingual(zh=CardReaderMissing.message, en=MISSING_EN)
    purpose = id_purposes.current() if actor.current().may(WRITE) else None
    return CardReaderOut(ready=ready, why_not=why, id_purpose=purpose.purpose if purpose else None)


@router.post("/card-scans", response=CardScanOut)
@door.staff()
def card_scan_begin(request: HttpRequest, payload: CardScanIn) -> CardScanOut:
    """Read a card in the background; ask for the scan until it is done. Takes seconds.

    One's earlier scan is forgotten. Without the recogniser: 409 `card_reader_missing`. Identity
    cards ask for `customer.write` and a purpose on record, else 409 `id_purpose_missing`; their
    picture is deleted as soon as it was read.
    """
    identity = payload.kind == "id_card"
    if identity and not actor.current().may(WRITE):
        raise Forbidden(permission=WRITE)
    return CardScanOut.of(scans.scan_begin(payload.file_id, identity=identity))


@router.get("/card-scans/{scan_id}", response=CardScanOut)
@door.staff()
def card_scan(request: HttpRequest, scan_id: int) -> CardScanOut:
    """How far one's own scan is, and what the card says."""
    return CardScanOut.of(scans.mine(scan_id))


@router.delete("/card-scans/{scan_id}", response={204: None})
@door.staff()
def card_scan_forget(request: HttpRequest, scan_id: int) -> None:
    """The form was saved or left: what was read goes now, and the picture unless it is in use."""
    scans.scan_forget(scans.mine(scan_id))
