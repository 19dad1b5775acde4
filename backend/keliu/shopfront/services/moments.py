"""Moments: written, looked at before strangers see them, liked once by each."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.catalog import public as catalog
from keliu.catalog.public import Shown
from keliu.kit import actor, clock, ids, scope
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit, files, merchants, records, sql
from keliu.shopfront.errors import TooManyMoments
from keliu.shopfront.models import Moment, MomentLike
from keliu.shopfront.rules import moments as law
from keliu.shopfront.selectors import moments as questions

State = Moment.State
SEEN = ("text", "picture_ids")
LIKE = """INSERT INTO shopfront_momentlike (id, merchant_id, moment_id, who, created_at)
 VALUES (%s, %s, %s, %s, %s) ON CONFLICT (merchant_id, moment_id, who) DO NOTHING"""


def _checked(fields: dict[str, Any]) -> None:
    if pictures := fields.get("picture_ids"):
        fields["picture_ids"] = list(dict.fromkeys(pictures))
        files.require(fields["picture_ids"])
    product_id = fields.get("product_id")
    found = catalog.products([product_id]) if product_id else {}
    if product_id and not any(one.on_sale for one in found.values()):
        raise Invalid(fields={"product_id": "这个产品不在架上,换一个或先上架"})
    if fields.get("pinned") and not actor.current().may(questions.MANAGE):
        raise Invalid(fields={"pinned": "置顶要由能布置店面的人来做"})


def _said(text: str, pictures: list[int]) -> None:
    if not text and not pictures:
        raise Invalid(fields={"text": "写点什么,或放一张图片"})


@transaction.atomic
def moment_create(*, fields: dict[str, Any]) -> Moment:
    """A new Moment of the acting person, shown at once unless somebody has to look at it.

    Raises Invalid, ContentRefused, TooManyMoments.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    _checked(given)
    _said(given.get("text", ""), given.get("picture_ids", []))
    me = accounts.card(actor.current().staff_id or 0)
    _room(me.id)
    row = Moment(owner_id=me.id, department_id=me.department_id, **given)
    row.save(force_insert=True)
    audit.record("moment.create", "moment", row.pk, law.title(row.text))
    return _looked_at(row)


def _room(staff_id: int) -> None:
    zone = merchants.timezone()
    start, _ = clock.day_bounds(clock.local_day(clock.now(), zone), zone)
    if questions.posted_since(staff_id, start) >= law.MOST_A_DAY:
        raise TooManyMoments(most=law.MOST_A_DAY)


def _looked_at(row: Moment) -> Moment:
    """Show it, or let it wait for a person."""
    name = law.title(row.text) or "图片动态"
    shown = Shown("moment", row.pk, row.version, name, row.text, row.picture_ids)
    state = State.SHOWN if catalog.content_passes(shown) else State.WAITING
    if row.state != state:
        Moment.objects.filter(pk=row.pk).update(state=state)
        row.state = state
    return row


@transaction.atomic
def moment_update(
    row: Moment, *, version: int, changes: dict[str, Any], current: Callable[[Moment], Any]
) -> Moment:
    """Change, hide or show again; new words and pictures are looked at first.

    Raises Invalid, Stale, ContentRefused.
    """
    _checked(changes)
    _said(changes.get("text", row.text), changes.get("picture_ids", row.picture_ids))
    before, was = [getattr(row, name) for name in SEEN], row.state
    state = changes.get("state")
    saved = records.save_changes(
        row, version=version, changes={**changes, "department_id": _department(row)},
        current=current,
    )  # fmt: skip
    if state == State.HIDDEN:
        catalog.content_withdraw("moment", row.pk)
        return saved
    fresh = [getattr(saved, name) for name in SEEN] != before
    asked = state == State.SHOWN and was != State.SHOWN
    waits = was == State.WAITING
    return (
        _looked_at(saved) if asked or (saved.state != State.HIDDEN and (fresh or waits)) else saved
    )


def _department(row: Moment) -> int | None:
    return accounts.card(row.owner_id).department_id


def judged(moment_id: int, passed: bool) -> None:  # noqa: FBT001  the shape of catalog's port
    """What a review came to."""
    state = State.SHOWN if passed else State.HIDDEN
    Moment.objects.filter(pk=moment_id).update(state=state, updated_at=clock.now())


def version_of(moment_id: int) -> int | None:
    """The version of a living Moment."""
    rows = Moment.objects.alive().filter(pk=moment_id)
    return rows.values_list("version", flat=True).first()


def moment_read(moment_id: int) -> Moment:
    """A Moment that the acting person may see. Raises NotFound."""
    return records.find(questions.within(staff=None, state=None, q=None), moment_id)


def moment_held(moment_id: int, *, deleted: bool = False) -> Moment:
    """A Moment that the acting person may change. Raises NotFound, Forbidden."""
    rows = Moment.objects.filter(deleted_at__isnull=not deleted)
    row = records.find(accounts.within_reach(rows, questions.READ), moment_id)
    accounts.assert_may(questions.WRITE, row.owner_id, row.department_id)
    return row


@transaction.atomic
def moment_like(moment_id: int, person: str, *, liked: bool) -> int:
    """Like or take it back; doing either twice changes nothing. Returns how many like it.

    Raises NotFound for what strangers do not see.
    """
    row = questions.shown().select_for_update(no_key=True).filter(pk=moment_id).first()
    if row is None:
        raise NotFound
    who = law.digest(moment_id, person)
    if liked:
        step = sql.do(LIKE, [ids.new(), scope.current(), moment_id, who, clock.now()])
    else:
        step = -MomentLike.objects.filter(moment_id=moment_id, who=who).delete()[0]
    if step:
        Moment.objects.filter(pk=moment_id).update(likes=F("likes") + step)
    return row.likes + step
