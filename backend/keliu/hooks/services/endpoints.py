"""Adding, changing and removing endpoints; their secrets."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from keliu.hooks import selectors
from keliu.hooks.errors import TooManyHooks
from keliu.hooks.events import HooksChanged
from keliu.hooks.models import Hook, HookDelivery
from keliu.hooks.rules import addresses, pauses, signing
from keliu.hooks.rules.kinds import KINDS
from keliu.kit import clock
from keliu.kit.errors import Invalid
from keliu.platform import audit, keys, records
from keliu.platform.outbox import publish

MOST = 20


def hook_add(fields: dict[str, Any]) -> tuple[Hook, str]:
    """A new endpoint and its secret, which is shown this once. Raises Invalid, TooManyHooks."""
    _check(fields)
    if selectors.hooks().count() >= MOST:
        raise TooManyHooks(most=MOST)
    secret = signing.new_secret()
    row = Hook(**fields, secret_sealed=keys.seal(Hook, "secret_sealed", secret))
    row.save(force_insert=True)
    audit.record("hook.create", "hook", row.pk, row.name)
    publish(HooksChanged(row.pk))
    return row, secret


def hook_save(
    row: Hook, *, version: int, fields: dict[str, Any], current: Callable[[Hook], Any]
) -> Hook:
    """Change an endpoint. Switching on starts afresh: what waits is sent. Raises Invalid, Stale."""
    _check(fields)
    moved = fields.get("url", row.url) != row.url
    on = fields.get("off", row.off) == "" and (row.off != "" or moved)
    again = {"failing_since": None, "unreached": 0, "rests_until": None} if on else {}
    shown = dict.fromkeys(again)
    saved = records.save_changes(
        row, version=version, changes={**fields, **again}, shown=shown, current=current
    )
    publish(HooksChanged(saved.pk))
    return saved


def hook_delete(row: Hook) -> None:
    """Stop telling an address; what waits is given up."""
    records.delete(row)
    selectors.waiting(row.pk).update(state=HookDelivery.State.FAILED, trouble="off")
    publish(HooksChanged(row.pk))


def secret_renew(row: Hook, *, version: int, current: Callable[[Hook], Any]) -> tuple[Hook, str]:
    """A new secret; the old one signs as well for a day, so that nothing is lost meanwhile."""
    secret = signing.new_secret()
    changes = {
        "old_secret_sealed": keys.seal(Hook, "old_secret_sealed", secret_of(row)),
        "old_secret_until": clock.now() + pauses.OLD_SECRET,
        "secret_sealed": keys.seal(Hook, "secret_sealed", secret),
    }
    saved = records.save_changes(
        row,
        version=version,
        changes=changes,
        action="hook.renew_secret",
        shown=dict.fromkeys(changes),
        current=current,
    )
    return saved, secret


def secret_of(row: Hook) -> str:
    return keys.unseal(Hook, "secret_sealed", row.secret_sealed)


def secrets_of(row: Hook) -> list[str]:
    """Every secret that signs now, the newest first."""
    found = [secret_of(row)]
    if selectors.old_secret_good(row) and row.old_secret_sealed:
        found.append(keys.unseal(Hook, "old_secret_sealed", row.old_secret_sealed))
    return found


def _check(fields: dict[str, Any]) -> None:
    wrong: dict[str, str] = {}
    if "url" in fields:
        trouble = addresses.trouble(fields["url"], private=settings.HOOKS_PRIVATE)
        wrong |= {"url": trouble} if trouble else {}
    if "kinds" in fields:
        if not fields["kinds"]:
            wrong["kinds"] = "请至少选一种事件"
        elif set(fields["kinds"]) - set(KINDS):
            wrong["kinds"] = "有不认识的事件种类"
    if wrong:
        raise Invalid(fields=wrong)
