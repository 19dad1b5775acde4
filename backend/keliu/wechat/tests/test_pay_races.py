"""The same notice over several real connections at once counts once."""

import threading

import pytest
from django.db import connection

from keliu.wechat.models import PayNotice
from keliu.wechat.pay.notices import Told
from keliu.wechat.ports import Ports
from keliu.wechat.tests.pay import Speaker, connected, told, transaction
from tests.cast import company

AT_ONCE = 6


def test_twins_in_flight_count_once(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = company()
    shop, speaker, heard = connected(world), Speaker(), list[Told]()
    gate, answers = threading.Barrier(AT_ONCE), list[int]()

    def slowly(one: Told) -> None:
        heard.append(one)
        with connection.cursor() as cursor:  # the others are at the key by then
            cursor.execute("SELECT pg_sleep(0.3)")

    monkeypatch.setattr(Ports, "pay_notices", [slowly])
    body = speaker.body(transaction(), notice="EV-1")

    def deliver() -> None:
        try:
            gate.wait()
            answers.append(told(shop, body, speaker.headers(body))[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [204] * AT_ONCE
    assert len(heard) == 1
    with world.inside():
        assert PayNotice.objects.get().state == "done"
