"""Questions about replies."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Max, QuerySet, Sum

from keliu.conversations.models import Reply, ReplyCount
from keliu.conversations.rules.answers import sent
from keliu.conversations.rules.matching import Rule
from keliu.conversations.rules.words import Word

RECENT = timedelta(days=30)


def replies(*, deleted: bool = False) -> QuerySet[Reply]:
    """Every reply in the order in which it is asked."""
    return Reply.objects.filter(deleted_at__isnull=not deleted).order_by("position", "id")


def rule_of(row: Reply) -> Rule:
    """What decides about a reply."""
    return Rule(
        id=row.pk,
        kind=row.kind,
        words=tuple(Word(one["text"], one["match"]) for one in row.words),
        keys=tuple(row.keys),
        account_id=row.account_id,
        enabled=row.enabled,
        days=tuple(row.days),
        from_minute=row.from_minute,
        to_minute=row.to_minute,
        cooldown=row.cooldown,
    )


def recent_times(ids: Iterable[int], today: date) -> dict[int, int]:
    """How often each reply answered in the last thirty days."""
    counts = ReplyCount.objects.filter(reply_id__in=list(ids), day__gt=today - RECENT)
    return dict(counts.values_list("reply_id").annotate(Sum("times")))


def last_days(ids: Iterable[int]) -> dict[int, date]:
    """The last day on which each reply answered."""
    counts = ReplyCount.objects.filter(reply_id__in=list(ids))
    return dict(counts.values_list("reply_id").annotate(Max("day")))


def files_in_use() -> set[tuple[int | None, int, str]]:
    """What enabled replies send: account (None: any), stored file, role."""
    rows = replies().filter(enabled=True).values_list("account_id", "answers")
    return {(account, *one) for account, answers in rows for one in sent(answers)}


def reply_names() -> set[tuple[str, str]]:
    """Kind and name of every reply."""
    return set(replies().values_list("kind", "name"))


def welcomes() -> list[tuple[int, str, list[str]]]:
    """Enabled welcomes that belong to codes, in their order: id, name, scenes."""
    rows = replies().filter(kind=Reply.Kind.WELCOME, enabled=True).exclude(keys=[])
    return list(rows.values_list("id", "name", "keys"))
