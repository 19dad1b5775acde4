"""远航集团 with 张阿姨, 小李's customer."""

from typing import Any

import pytest

from keliu.customers.models import Customer
from keliu.sales.tests.factories import Deal, add_customer
from tests.cast import World


@pytest.fixture
def zhang(far_sail: World) -> Customer:
    """张阿姨, 小李's customer."""
    return add_customer(far_sail, "张阿姨", "小李")


@pytest.fixture
def deal(far_sail: World, zhang: Customer) -> Deal:
    """Open an opportunity through the door: `deal("小李", title=…)`."""

    def make(name: str = "小李", **fields: Any) -> dict[str, Any]:
        body = {"customer_id": str(zhang.pk), "title": "中秋礼盒", "amount_fen": 128_000} | fields
        status, made = far_sail.api(name).post("/opportunities", body)
        assert status == 200, made
        return dict(made)

    return make
