"""远航集团 with rules for members, and 张阿姨, who has joined."""

import pytest

from keliu.membership.models import Member
from keliu.membership.tests.member_cast import member_of, opened
from keliu.sales.tests.factories import acting_as
from tests.cast import World


@pytest.fixture
def club(far_sail: World) -> World:
    """远航集团 with members."""
    with acting_as(far_sail, "王总"):
        opened(far_sail)
    return far_sail


@pytest.fixture
def zhang(club: World) -> Member:
    """张阿姨, 小李's customer and a member."""
    return member_of(club)
