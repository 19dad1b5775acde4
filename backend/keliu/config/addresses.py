"""Finding an endpoint among some hundreds: only those that share the first word are tried."""

from typing import Any

from django.urls import URLResolver
from django.urls.resolvers import ResolverMatch, RoutePattern


class Addresses(URLResolver):
    """Django's resolver over the same patterns in the same order, asked word by word."""

    def __init__(self, prefix: str, urls: tuple[list[Any], str, str]) -> None:
        patterns, app_name, namespace = urls
        names: dict[str, Any] = {"app_name": app_name, "namespace": namespace}
        pattern = RoutePattern(prefix, is_endpoint=False)
        super().__init__(pattern, patterns, **names)
        grouped: dict[str, list[Any]] = {}
        for one in patterns:
            grouped.setdefault(_first_word(str(one.pattern)), []).append(one)
        self.parts = {word: URLResolver(pattern, some, **names) for word, some in grouped.items()}

    def resolve(self, path: Any) -> ResolverMatch:
        """The endpoint of a path. Raises Resolver404."""
        found = self.pattern.match(str(path))
        part = self.parts.get(_first_word(found[0])) if found else None
        return part.resolve(path) if part else super().resolve(path)


def _first_word(path: str) -> str:
    word = path.partition("/")[0]
    if "<" in word:
        raise ValueError(f"{path}: an address of the API begins with a fixed word")
    return word
