"""Writing replies: adding, changing, ordering."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from keliu.conversations.errors import ReplyWrong
from keliu.conversations.models import Reply
from keliu.conversations.ports import Ports
from keliu.conversations.rules import answers as law
from keliu.conversations.rules import matching, reserved, words
from keliu.conversations.selectors.replies import replies
from keliu.kit import actor
from keliu.kit.errors import NotFound
from keliu.platform import audit, records
from keliu.platform.models import StoredFile

Shown = Callable[[Reply], Any]
MOST = 500
FILE_WORDS = {"picture": "图片", "voice": "语音", "video": "视频"}


def _wrong(name: str, text: str) -> ReplyWrong:
    return ReplyWrong(fields={name: text})


def checked(fields: Mapping[str, Any], known: Iterable[int] = ()) -> dict[str, Any]:
    """A whole reply as it is kept; it has the files `known`. Raises ReplyWrong."""
    kind = fields["kind"]
    values = dict(fields)
    values["words"] = _words(fields["words"]) if kind == matching.KEYWORD else []
    values["keys"] = _keys(kind, fields["keys"])
    values["answers"] = _answers(kind, fields["answers"])
    _files(law.files(values["answers"]), set(known))
    values["days"] = sorted(set(fields["days"]))
    if (fields["from_minute"] is None) != (fields["to_minute"] is None):
        raise _wrong("from_minute", "请把开始和结束时间都填上,或都不填")
    if kind in {matching.WELCOME, matching.MENU}:
        values["cooldown"] = 0
    _account(fields["account_id"])
    return values


def _words(given: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    found = [{"text": one["text"].strip(), "match": one["match"]} for one in given]
    found = [one for one in found if one["text"]]
    if not found:
        raise _wrong("words", "请至少写一个关键词")
    for one in found:
        _word(one)
    return found


def _word(one: Mapping[str, str]) -> None:
    if one["match"] == words.REGEX:
        if said := words.expression_problem(one["text"]):
            raise _wrong("words", f"“{one['text'][:40]}”:{said}")
    elif not words.fold(one["text"]):
        raise _wrong("words", "关键词不能只是空格")
    elif reserved.reserved(one["text"]):
        raise _wrong("words", f"“{one['text']}”留给退订消息用,不能当关键词")


def _keys(kind: str, given: Iterable[str]) -> list[str]:
    if kind not in {matching.WELCOME, matching.MENU}:
        return []
    found = list(dict.fromkeys(one.strip() for one in given if one.strip()))
    if kind == matching.MENU and not found:
        raise _wrong("keys", "请填菜单按钮的 key,与自定义菜单里的一致")
    if (
        kind == matching.WELCOME
        and found
        and Ports.scenes
        and not set(found) <= set(Ports.scenes())
    ):
        raise _wrong("keys", "没有这个二维码,请刷新后再选")
    return found


def _answers(kind: str, given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = [law.kept(one) for one in given]
    if not found:
        raise _wrong("answers", "请至少写一条回复")
    if len(found) > law.MOST[kind]:
        raise _wrong("answers", f"这种回复最多 {law.MOST[kind]} 条,多的微信不让发")
    for at, one in enumerate(found, start=1):
        if said := law.problem(one):
            raise _wrong("answers", f"第 {at} 条:{said}" if len(found) > 1 else said)
    return found


def _files(wanted: Mapping[int, str], known: set[int]) -> None:
    """Raise ReplyWrong unless every file is of its kind, and public or this person's own upload.

    A reply goes out to anybody, so a colleague's private attachment is no file for it.
    """
    rows = StoredFile.objects.filter(pk__in=list(wanted)) if wanted else []
    me = actor.current().staff_id
    usable = {
        row.pk: row
        for row in rows
        if row.pk in known or not row.private or (row.created_by == me and not row.attached_at)
    }
    for one, kind in wanted.items():
        row = usable.get(one)
        if row is None or row.kind != kind:
            raise _wrong("answers", f"{FILE_WORDS[kind]}没有找到,请重新上传")
        if said := law.file_problem(kind, row.mime, row.size, row.seconds):
            raise _wrong("answers", said)


def _account(account_id: int | None) -> None:
    if account_id is None or Ports.accounts is None or account_id in Ports.accounts():
        return
    raise _wrong("account_id", "没有这个微信账号,请刷新后再选")


def _made_ready(row: Reply) -> None:
    """Files a reply sends are brought to WeChat beforehand, or the first person would wait."""
    wanted = law.files(row.answers)
    if not wanted:
        return
    private = StoredFile.objects.filter(pk__in=list(wanted), private=True)
    private.filter(attached_at__isnull=True).update(attached_at=row.updated_at)
    if Ports.prepare is not None and row.enabled:
        Ports.prepare(row.account_id, law.sent(row.answers))


@transaction.atomic
def reply_add(*, fields: Mapping[str, Any]) -> Reply:
    """A new reply behind the others. Raises ReplyWrong."""
    if replies().count() >= MOST:
        raise _wrong("name", f"最多 {MOST} 条自动回复,请先删掉不用的")
    last = Reply.objects.aggregate(last=Max("position"))["last"] or 0
    row = Reply(position=last + 1, **checked(fields))
    row.save(force_insert=True)
    audit.record("reply.create", "reply", row.pk, row.name)
    _made_ready(row)
    return row


FIELDS = ("kind", "name", "account_id", "words", "keys", "answers", "pick", "days", "from_minute",
          "to_minute", "cooldown", "enabled")  # fmt: skip


@transaction.atomic
def reply_change(row: Reply, *, version: int, fields: Mapping[str, Any], current: Shown) -> Reply:
    """Change a reply. Raises ReplyWrong, Stale."""
    whole = {name: fields.get(name, getattr(row, name)) for name in FIELDS}
    values = checked(whole, law.files(row.answers))
    saved = records.save_changes(row, version=version, changes=values, current=current)
    _made_ready(saved)
    return saved


@transaction.atomic
def replies_order(reply_ids: list[int]) -> None:
    """Put replies into this order; those not named follow in theirs. Raises NotFound."""
    living = list(replies())
    place = {one: at for at, one in enumerate(reply_ids)}
    if not place.keys() <= {row.pk for row in living}:
        raise NotFound
    ordered = sorted(living, key=lambda row: place.get(row.pk, len(place) + row.position))
    for position, row in enumerate(ordered, start=1):
        if row.position != position:
            Reply.objects.filter(pk=row.pk).update(position=position)
    audit.record("reply.order", "reply", None, "")
