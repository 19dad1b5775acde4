"""Shapes of posters and sheets."""

from ninja import Schema
from pydantic import Field


class SheetAsked(Schema):
    """Ids of codes in the order they shall stand, with commas between them; none: the newest."""

    codes: str | None = Field(None, max_length=1300)
