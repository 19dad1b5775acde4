"""What others write as an address is refused in words; Pythons differ in what they cannot read."""

import pytest
from django.test import Client

from keliu.config.gateway.options import Options, origin_allowed
from keliu.kit import networks
from keliu.radar.rules import sites

STRANGE = ["http://[::1]:x@evil.example", "https://[name]/", "http://[::1", "//[", "http://]x["]


@pytest.mark.parametrize("url", STRANGE)
def test_nobody_falls_over_a_strange_address(url: str) -> None:
    assert networks.split(url).scheme in {"", "http", "https"}
    assert sites.host_of(url) in {None, "name", "evil.example"}


@pytest.mark.parametrize("url", STRANGE)
def test_a_strange_origin_opens_no_socket(url: str) -> None:
    options = Options("", "127.0.0.1", 1, base_url="https://keliu.example", demo=True)
    assert origin_allowed(url, options) is False


@pytest.mark.parametrize("url", STRANGE)
@pytest.mark.django_db
def test_a_page_of_a_strange_address_is_not_signed(url: str) -> None:
    said = Client(raise_request_exception=False).get("/api/v1/visitor/jssdk", {"url": url})
    assert said.status_code == 422, said.content
