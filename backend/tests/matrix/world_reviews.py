"""Something of each merchant that waits for a person to look at it."""

from keliu.catalog.models import ContentReview
from tests.cast import World


def review_of(place: World) -> int:
    """The id of the newest of three; what they are about is gone."""
    with place.inside():
        rows = [
            ContentReview.objects.create(
                kind="card",
                record_id=number,
                record_version=1,
                name=f"{place.merchant.name}的名片",
                reason="words",
                words=["赌博"],
            )
            for number in (1, 2, 3)
        ]
    return rows[-1].pk
