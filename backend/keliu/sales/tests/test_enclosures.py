"""Files of contracts and quotes: private, one's own uploads, in any state of the paper."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from keliu.customers.models import Customer
from keliu.platform.models import AuditEntry, StoredFile
from tests.cast import World

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(world: World, who: str, name: str = "合同扫描件.pdf") -> str:
    api = world.api(who)
    sent = {"file": SimpleUploadedFile(name, PDF, content_type="application/pdf")}
    answer = Client().post(
        "/api/v1/attachments", sent, headers={"Authorization": f"Bearer {api.token}"}
    )
    assert answer.status_code == 200, answer.content
    return str(answer.json()["id"])


@pytest.fixture
def contract(far_sail: World, zhang: Customer) -> dict[str, Any]:
    body = {"customer_id": str(zhang.pk), "title": "年度采购", "amount_fen": 100}
    made: dict[str, Any] = far_sail.api("小李").post("/contracts", body)[1]
    return made


def test_a_file_is_kept_opened_and_taken_off(far_sail: World, contract: dict[str, Any]) -> None:
    api, file_id = far_sail.api("小李"), upload(far_sail, "小李")
    path = f"/contracts/{contract['id']}/files"
    status, row = api.put(path, {"file_ids": [file_id], "version": contract["version"]})
    assert status == 200, row
    (kept,) = row["files"]
    assert (kept["id"], kept["name"], kept["kind"]) == (file_id, "合同扫描件.pdf", "document")
    opened = Client().get(kept["url"])
    assert (opened.status_code, b"".join(opened)) == (200, PDF)
    with far_sail.inside():
        assert StoredFile.objects.get(pk=file_id).attached_at is not None
        change = AuditEntry.objects.get(action="contract.update").changes[0]
        assert (change["field"], change["before"], change["after"]) == (
            "file_ids", "", "合同扫描件.pdf",
        )  # fmt: skip
    assert api.put(path, {"file_ids": [], "version": 1})[1]["code"] == "stale"
    row = api.put(path, {"file_ids": [], "version": row["version"]})[1]
    assert row["files"] == []
    with far_sail.inside():
        assert StoredFile.objects.get(pk=file_id).attached_at is None


def test_a_finished_contract_and_a_sent_quote_take_files_too(
    far_sail: World, zhang: Customer, contract: dict[str, Any]
) -> None:
    api = far_sail.api("小李")
    for step in ("activate", "finish"):
        contract = api.post(
            f"/contracts/{contract['id']}/{step}", {"version": contract["version"]}
        )[1]
    given = {"file_ids": [upload(far_sail, "小李")], "version": contract["version"]}
    assert len(api.put(f"/contracts/{contract['id']}/files", given)[1]["files"]) == 1
    line = {"name": "中秋礼盒", "quantity": 1, "price_fen": 100}
    body = {"customer_id": str(zhang.pk), "title": "报价", "lines": [line]}
    quote = api.post("/quotes", body)[1]
    quote = api.post(f"/quotes/{quote['id']}/send", {"version": quote["version"]})[1]
    given = {"file_ids": [upload(far_sail, "小李")], "version": quote["version"]}
    status, after = api.put(f"/quotes/{quote['id']}/files", given)
    assert (status, after["state"], len(after["files"])) == (200, "sent", 1)


def test_somebody_elses_upload_and_a_paper_out_of_reach(
    far_sail: World, contract: dict[str, Any]
) -> None:
    theirs = upload(far_sail, "小孙")
    path = f"/contracts/{contract['id']}/files"
    body = {"file_ids": [theirs], "version": contract["version"]}
    status, refused = far_sail.api("小李").put(path, body)
    assert (status, refused["errors"][0]["field"]) == (422, "file_ids")
    assert far_sail.api("小孙").put(path, body)[0] == 404
    with far_sail.inside():
        assert StoredFile.objects.get(pk=theirs).attached_at is None
    assert far_sail.api("小李").get(f"/contracts/{contract['id']}")[1]["files"] == []
