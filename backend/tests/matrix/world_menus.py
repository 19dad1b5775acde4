"""A menu with history, two followers and a tag of each merchant's official account."""

from keliu.wechat.models import Account, FanTag, Follower, Menu, MenuPublication
from keliu.wechat.services.followers import unsaved
from tests.cast import World

BUTTONS = [{"name": "客服", "type": "click", "key": "help"}]


def menu_of(place: World, account_id: int, customer_id: int, mark: str) -> dict[str, int]:
    """Ids by kind."""
    with place.inside():
        account = Account.objects.get(pk=account_id)
        content = {"buttons": [{**BUTTONS[0], "name": mark[:4] or "客服"}]}
        Menu.objects.create(account=account, content=content)
        entry = MenuPublication.objects.create(
            account=account, action="publish", content=content, state="done", by_name=f"{mark}王总"
        )
        MenuPublication.objects.create(
            account=account, action="publish", content=content, state="failed", errcode=65316
        )
        tag = FanTag.objects.create(account=account, number=100, name=f"{mark}老客")
        rows = [unsaved(account, f"{mark}o-fan-{number}", None) for number in range(2)]
        for row in rows:
            row.following, row.remark, row.tag_ids = True, f"{mark}粉丝", [100]
            row.customer_id = customer_id
        Follower.objects.bulk_create(rows)
    return {"menu_entry": entry.pk, "fan_tag": tag.pk, "follower": rows[0].pk}
