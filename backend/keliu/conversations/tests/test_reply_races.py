"""Many messages of one person at once, over real connections: a default is heard once."""

import threading
from datetime import datetime

import pytest
from django.db import connection

from keliu.conversations.models import Reply, ReplyCount
from keliu.conversations.public import Inbound, answer
from keliu.kit import clock
from tests.cast import World, company

ACCOUNT, AT_ONCE = 7301933187072000, 6


@pytest.fixture
def far(transactional_db: None) -> World:
    """远航集团, committed, so that other connections see it."""
    return company()


def test_of_messages_at_once_one_is_answered_and_all_are_counted(far: World) -> None:
    with far.inside():
        Reply.objects.create(
            kind="default", name="默认", cooldown=60, answers=[{"kind": "text", "text": "在的"}]
        )
        Reply.objects.create(
            kind="keyword",
            name="价格",
            words=[{"text": "价格", "match": "contains"}],
            answers=[{"kind": "text", "text": "价目表"}],
        )
    at, gate = clock.now(), threading.Barrier(2 * AT_ONCE)
    heard: list[str] = []

    def say(text: str, at: datetime) -> None:
        inbound = Inbound(ACCOUNT, "o-zhang", None, "text", text, "", at)
        try:
            gate.wait()
            with far.inside():
                heard.extend(one.fields["text"] for one in answer(inbound))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=say, args=(text, at))
        for text in ("在吗", "价格")
        for _ in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == sorted(["在的"] + ["价目表"] * AT_ONCE)
    with far.inside():
        assert sum(ReplyCount.objects.values_list("times", flat=True)) == 1 + AT_ONCE
