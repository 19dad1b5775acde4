"""Shapes of phrases."""

from pydantic import Field

from keliu.platform.wire import Asked, Id, Text, Wire


class PhraseOut(Wire):
    id: Id
    text: str
    position: int
    version: int


class PhraseIn(Asked):
    text: Text = Field(min_length=1, max_length=200)


class PhrasePatch(PhraseIn):
    version: int


class PhraseOrder(Asked):
    ids: list[Id] = Field(max_length=200)
