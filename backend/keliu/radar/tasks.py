"""Jobs of the radar."""

from keliu.platform.jobs import periodic
from keliu.radar.services import partitions


@periodic("17 3 * * *")
def keep_partitions() -> None:
    """Every night: the next months of the event table exist, those past retention are gone."""
    partitions.make_ahead()
    partitions.drop_old()
