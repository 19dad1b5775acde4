"""A website of everybody's card, and a row that was refused there."""

from keliu.radar.models import Quarantined, Site
from tests.cast import World


def site_of(place: World, code_id: int, variant: str, mark: str) -> int:
    """The id of a website; what was refused lies beside it."""
    with place.inside():
        site = Site(host=f"{mark.lower()}www{code_id}.example", code_id=code_id)
        site.save(force_insert=True)
        Quarantined(
            code_id=code_id, reason="malformed", event_id=f"{mark}{variant}", raw=f"{mark}原样",
            print=f"{mark}{code_id}".encode(),
        ).save(force_insert=True)  # fmt: skip
        return int(site.pk)
