"""What was published when, by whom, and what it changed."""

from keliu.accounts import public as accounts
from keliu.catalog.models import Card
from keliu.catalog.rules import faces as law
from keliu.catalog.schemas import CardVersionRow
from keliu.catalog.services import faces
from keliu.platform.wire import Ref

MOST = 50


def history(card: Card) -> list[CardVersionRow]:
    """The newest versions of a card, newest first."""
    rows = list(faces.editions(card.pk)[: MOST + 1])
    kept = [faces.face_of(row) for row in rows]
    names = accounts.names({row.by_id for row in rows if row.by_id})
    return [
        CardVersionRow(
            number=row.number,
            at=row.created_at,
            by=Ref(id=row.by_id, name=names.get(row.by_id, "")) if row.by_id else None,
            shown=row.number == card.edition,
            changed=law.changed(kept[at + 1], kept[at]) if at + 1 < len(kept) else [],
        )
        for at, row in enumerate(rows[:MOST])
    ]
