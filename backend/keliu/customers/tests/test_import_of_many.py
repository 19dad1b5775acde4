"""A hundred thousand rows: checked, imported, taken back to the byte; figures go to the log."""

import csv
import io
import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from keliu.customers.models import Customer
from keliu.platform import operations
from tests import cast, proofs
from tests.checksum import checksums

ROWS = int(os.environ.get("KELIU_IMPORT_ROWS", "100000"))
FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"


def sheet() -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["客户名称", "手机", "客户级别", "公司", "备注", "省市区"])
    for at in range(ROWS):
        name = FAMILY[at % 20] + GIVEN[at // 20 % 20] + GIVEN[at // 400 % 20]
        company = f"远航{GIVEN[at % 7]}{GIVEN[at % 11]}贸易有限公司"
        number, level = f"13{at:09d}", "ABC"[at % 3]
        writer.writerow([name, number, level, company, f"第 {at} 位", "浙江省杭州市"])
    return out.getvalue().encode("gb18030")


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_hundred_thousand_rows(transactional_db: None) -> None:
    world = cast.company()
    boss = world.api("王总")
    sent = {"file": SimpleUploadedFile("客户.csv", sheet()), "kind": "customer"}
    headers = {"Authorization": f"Bearer {boss.token}"}
    brought = boss.client.post("/api/v1/imports", sent, headers=headers).json()
    for step in ("check", "run"):
        body = boss.post(f"/imports/{brought['id']}/{step}")[1]
        with world.inside():
            before = checksums("kinds_importrow", "kinds_import") if step == "run" else {}
        began = time.monotonic()
        over = cast.worked(world, int(body[f"{step}_id"]))
        took = time.monotonic() - began
        print(f"\n{step} {ROWS} rows: {took:.1f} s")  # noqa: T201  a figure
        assert (over.state, over.done) == ("done", ROWS)
    with world.inside():
        assert Customer.objects.count() == ROWS
        operations.take_back(over)
    began = time.monotonic()
    assert cast.worked(world, over.pk).kept == 0
    with world.inside():
        print(f"undo {ROWS} rows: {time.monotonic() - began:.1f} s")  # noqa: T201  a figure
        assert checksums("kinds_importrow", "kinds_import") == before
    proofs.tell("import.seconds", round(took, 1))
    proofs.tell("import.bytes", ROWS)
