"""Websites whose visits join the trail: registered by the merchant, told of by their script."""

from datetime import timedelta

from django.core import signing
from django.db.models import Count

from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.kit import clock, ids, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, sql
from keliu.radar.models import Site, SitePage
from keliu.radar.rules import sites as law
from keliu.radar.services.known import Recent
from keliu.radar.services.storing import RADAR

SALT, GOOD_FOR = "radar.site", timedelta(days=1)
PREFIX = "site."
SEEN_EVERY = timedelta(minutes=1)
PAGE = """INSERT INTO radar_sitepage AS p (id, merchant_id, site_id, path, title)
 SELECT %(id)s, %(merchant)s, %(site)s, %(path)s, %(title)s
 WHERE (SELECT count(*) FROM radar_sitepage WHERE merchant_id = %(merchant)s
  AND site_id = %(site)s) < %(most)s
 ON CONFLICT (merchant_id, site_id, path) DO UPDATE SET title = coalesce(
  nullif(excluded.title, ''), p.title)
 RETURNING p.id"""
_sites: Recent[int | None] = Recent(10.0)
_pages: Recent[int | None] = Recent(60.0)


def site_add(*, host: str, code_id: int) -> Site:
    """Let a website's script speak. Raises Invalid, NotFound."""
    bare = law.host_of(host)
    if bare is None:
        raise Invalid(fields={"host": "请填网站的地址,例如 www.example.com"})
    if Site.objects.filter(host=bare).exists():
        raise Invalid(fields={"host": "这个网站已经登记过了"})
    if Site.objects.count() >= law.MOST_SITES:
        raise Invalid(fields={"host": f"最多登记 {law.MOST_SITES} 个网站"})
    code = catalog.code_held(code_id)
    row = Site(host=bare, code_id=code.id)
    row.save(force_insert=True)
    audit.record("site.create", "site", row.pk, bare)
    return row


def site_remove(row: Site) -> None:
    """Stop listening to a website; what was counted stays."""
    row.delete()
    audit.record("site.delete", "site", row.pk, row.host)


# --- while events come in ---------------------------------------------------------------------


def _site(host: str) -> int | None:
    return Site.objects.filter(host=host).values_list("id", flat=True).first()


def page_id(host: str | None, path: str, title: str) -> int | None:
    """The page of a registered website that an event is about; None for somebody else's."""
    if host is None:
        return None
    here = scope.current()
    site_id = _sites.get((here, host), lambda: _site(host))
    if site_id is None:
        _sites.kept.pop((here, host), None)  # registered a moment later, it counts at once
        return None
    place = (here, site_id, law.path_of(path))
    return _pages.get(place, lambda: _page(site_id, place[2], law.title_of(title)))


def _page(site_id: int, path: str, title: str) -> int | None:
    _seen(site_id)
    values = {"merchant": scope.current(), "site": site_id, "most": law.MOST_PAGES}
    row = sql.one(PAGE, values | {"id": ids.new(), "path": path, "title": title})
    if row is None:  # too many pages: they count as the front page
        row = sql.one(PAGE, values | {"id": ids.new(), "path": "/", "title": "",
                                      "most": law.MOST_PAGES + 1})  # fmt: skip
    return int(row[0]) if row else None


def _seen(site_id: int) -> None:
    now = clock.now()
    rows = Site.objects.filter(pk=site_id).exclude(seen_at__gt=now - SEEN_EVERY)
    rows.update(seen_at=now)


def pages_of(site_ids: list[int]) -> dict[int, int]:
    """How many pages of each site were looked at."""
    rows = SitePage.objects.filter(site_id__in=site_ids).values_list("site_id")
    return dict(rows.annotate(n=Count("id")))


# --- who comes from WeChat --------------------------------------------------------------------


def link_of(url: str, customer_id: int | None) -> str:
    """The address as it is opened from a card: with a ticket where the person agreed.

    Only a registered website of the current merchant gets one; it says who looks at its pages, for
    a day, and opens nothing else.
    """
    host = law.host_of(url)
    known = host is not None and _site(host) is not None
    if customer_id is None or not known or not customers.has_consent(customer_id, RADAR):
        return url
    ticket = signing.dumps([scope.current(), customer_id], salt=SALT)
    bare, _, fragment = url.partition("#")
    return f"{bare}#{fragment}{'&' if fragment else ''}kl={PREFIX}{ticket}"


def customer_of(token: str, merchant_id: int) -> int | None:
    """Who a website's ticket speaks of."""
    try:
        place, who = signing.loads(token.removeprefix(PREFIX), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return int(who) if place == merchant_id else None
