"""A paper card that somebody has just photographed."""

from keliu.accounts.models import Staff
from keliu.customers.models import CardScan
from tests.cast import World


def scan_of(place: World, name: str, picture: int) -> int:
    """A scan that waits, of the person's own unused picture."""
    with place.inside():
        staff = Staff.objects.get(name=name)
        return int(CardScan.objects.create(staff_id=staff.pk, file_id=picture).pk)
