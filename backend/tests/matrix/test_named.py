"""Every endpoint that changes something leaves a line in the log that says who did it."""

import pytest
from django.db import connection, transaction
from ninja.operation import Operation

from keliu.config.api import api, operations
from keliu.platform.tenancy import tell_postgres
from tests import proofs
from tests.matrix import cells, samples_of_contexts
from tests.matrix.runner import Runner

pytestmark = [pytest.mark.matrix, pytest.mark.proof, pytest.mark.timeout(600)]
SAMPLES = samples_of_contexts.SAMPLES
WRITERS = {
    op.view_func.__name__: op for op in operations(api) if op.methods[0] not in {"GET", "HEAD"}
}
QUIET = {
    "menu_compare": "asks WeChat what is live; only the count of calls changes",
    "menu_try": "asks WeChat what somebody sees; only the count of calls changes",
    "old_reply_bring": "each reply that is made writes its line; the account played here has none",
    "wechat_account_check": "asks WeChat; only the count of calls changes",
    "wechat_account_explain": "asks WeChat; only the count of calls changes",
    "wechat_account_quota": "asks WeChat; only the count of calls changes",
    "my_picture": "nobody's yet; the request that takes it up writes the line",
    "attachment_upload": "nobody's yet; the record that takes it up writes the line",
    "card_scan_forget": "one's own picture of a card, before anything was made of it",
    "file_upload": "nobody's yet; the record that takes it up writes the line",
    "logout": "ends one's own session, the sign-in is in the log",
    "my_order_pay": "a visitor opens the pay sheet; the money that comes writes the line",
    "language_save": "what one reads oneself",
    "notification_read": "one's own inbox",
    "notification_read_all": "one's own inbox",
    "radar_events": "a visitor, not a member of staff",
    "radar_seen": "how far one has read the feed oneself",
    "realtime_ticket": "a ticket of thirty seconds for one's own socket",
    "public_moment_like": "a visitor, not a member of staff",
    "share_prepare": "a visitor, not a member of staff",
    "visitor_holder_add": "a visitor's own holder",
    "visitor_tag_like": "a visitor, not a member of staff",
    "shop_open": "the line is in the new shop's own log",
    "totp_start": "nothing holds before it is confirmed",
    "my_check_in": "a visitor, not a member of staff; the points ledger has the line",
    "view_arrange": "the order of one's own views",
}
"""Endpoints that change nothing anybody answers for, with the reason."""
COUNT = "SELECT count(*) FROM platform_audit"


def lines(runner: Runner) -> int:
    found = 0
    for place in (runner.world.company, runner.world.shop):
        tell_postgres(place.merchant.pk)
        with connection.cursor() as cursor:
            cursor.execute(COUNT)
            found += cursor.fetchone()[0]
    return found


def named(runner: Runner, operation: Operation) -> bool:
    """Whether the right call of this endpoint is in the log, or changed nothing."""
    sample = SAMPLES[operation.view_func.__name__]
    mine = cells.of(runner.world, operation, sample)
    right = next(c for c in mine if Runner._is_control(c, sample))
    with transaction.atomic():
        before = lines(runner)
        status, _ = runner._request(operation, sample, right)
        after, changed = lines(runner), runner.digest() != runner.before
        transaction.set_rollback(True)
    assert Runner._passes(status, sample), (operation.view_func.__name__, status)
    return status >= 400 or not changed or after > before


def test_every_change_has_a_name_on_it(runner: Runner) -> None:
    silent = {name for name, one in WRITERS.items() if not named(runner, one)}
    assert not silent ^ set(QUIET), " ".join(sorted(silent ^ set(QUIET)))
    proofs.tell("audit.named", 100)
