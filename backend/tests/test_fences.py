"""Each fence holds alone: the manager without PostgreSQL, PostgreSQL without the manager."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from keliu.accounts.models import Department, Role, Staff
from keliu.kit import scope
from keliu.kit.errors import NoMerchant
from keliu.kit.sealing import BadSeal
from keliu.platform import keys, sql
from keliu.platform.models import AuditEntry
from keliu.platform.tenancy import tell_postgres
from tests.cast import World


def test_without_a_scope_managers_raise(far_sail: World) -> None:
    with pytest.raises(NoMerchant):
        Staff.objects.count()


def test_without_a_scope_raw_reads_see_nothing(far_sail: World) -> None:
    tell_postgres(0)
    assert sql.one("SELECT count(*) FROM accounts_staff")[0] == 0


def test_postgres_alone_hides_the_neighbour(far_sail: World, next_door: World) -> None:
    with far_sail.inside():
        names = {row[0] for row in sql.rows("SELECT name FROM accounts_staff")}
    assert "小李" in names
    assert "老王" not in names


def test_a_row_cannot_be_written_for_the_neighbour(far_sail: World, next_door: World) -> None:
    with far_sail.inside(), pytest.raises(ProgrammingError), transaction.atomic():
        Role.objects.bulk_create([Role(merchant_id=next_door.merchant.pk, name="间谍")])


def test_a_link_to_the_neighbours_row_is_refused(far_sail: World, next_door: World) -> None:
    theirs = next_door.roles["owner"]
    with far_sail.inside(), pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.create(name="内鬼", login="spy", role_id=theirs.pk)


def test_the_audit_log_cannot_be_rewritten(far_sail: World) -> None:
    with far_sail.inside():
        assert AuditEntry.objects.count() > 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            AuditEntry.objects.update(action="nothing")
        with pytest.raises(ProgrammingError), transaction.atomic():
            AuditEntry.objects.all().delete()


def test_every_statement_on_a_merchant_table_names_the_merchant(far_sail: World) -> None:
    """The guard itself: what Django writes for our models carries merchant_id."""
    seen: list[str] = []

    def guard(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # Django's shape
        seen.append(sql)
        return execute(sql, params, many, context)

    with far_sail.inside(), connection.execute_wrapper(guard):
        xiaoli = Staff.objects.select_related("department", "role").get(name="小李")
        xiaoli.title = "销售顾问"
        xiaoli.save(update_fields=["title"])
        Department.objects.filter(pk=xiaoli.department_id or 0).update(version=2)
        Role.objects.filter(name="nobody").delete()
        list(Staff.objects.exclude(department__name="华南部"))
    ours = [text for text in seen if '"accounts_' in text]
    assert ours
    assert [text for text in ours if "merchant_id" not in text] == []


def test_a_phone_sealed_for_one_merchant_does_not_open_in_another(
    far_sail: World, next_door: World
) -> None:
    with far_sail.inside():
        sealed = keys.seal(Staff, "phone_sealed", "+8613800000000")
        assert keys.unseal(Staff, "phone_sealed", sealed) == "+8613800000000"
    with next_door.inside(), pytest.raises(BadSeal):
        keys.unseal(Staff, "phone_sealed", sealed)


def test_keys_rotate_and_old_values_are_sealed_anew(far_sail: World) -> None:
    with far_sail.inside():
        boss = far_sail.staff["王总"]
        before = bytes(Staff.objects.get(pk=boss.pk).phone_sealed)
        assert keys.rotate(far_sail.merchant.pk) == 2
        assert keys.unseal(Staff, "phone_sealed", before) == "+8613900000001"
        assert keys.reseal(Staff) == 1
        after = bytes(Staff.objects.get(pk=boss.pk).phone_sealed)
        assert after[1] == 2
        assert keys.unseal(Staff, "phone_sealed", after) == "+8613900000001"


def test_a_nested_scope_gives_the_outer_one_back(far_sail: World, next_door: World) -> None:
    with far_sail.inside():
        with next_door.inside():
            assert Staff.objects.get().name == "老王"
        assert scope.current() == far_sail.merchant.pk
        assert Staff.objects.filter(name="小李").exists()
