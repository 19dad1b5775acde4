"""What people say below follow-ups, and the files they carry."""

from typing import Any

from tests.cast import Api
from tests.matrix.pictures import png


def work_of(api: Api, made: Any, interaction: str, mark: str) -> dict[str, str]:
    """A comment on one's own follow-up, and a picture that is not used yet."""
    said = made(api.post(f"/interactions/{interaction}/comments", {"text": f"{mark}说两句"}))
    headers = {"Authorization": f"Bearer {api.token}"}
    answer = api.client.post("/api/v1/attachments", {"file": png()}, headers=headers)
    return {"comment": said["id"], "attachment": answer.json()["id"]}
