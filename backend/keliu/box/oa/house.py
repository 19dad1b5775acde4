"""Everything of accounts and their people, put together once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keliu.box.clock import Clock
from keliu.box.hub import Hub
from keliu.box.oa.accounts import Account, Accounts
from keliu.box.oa.allowance import Allowance
from keliu.box.oa.desks import Desks
from keliu.box.oa.drafts import Drafts
from keliu.box.oa.followers import Followers
from keliu.box.oa.links import Links
from keliu.box.oa.masses import Masses
from keliu.box.oa.media import Media
from keliu.box.oa.menus import Menus
from keliu.box.oa.newtmpl import NewTemplates
from keliu.box.oa.numbers import Numbers
from keliu.box.oa.old_replies import OldReplies
from keliu.box.oa.pusher import Pusher
from keliu.box.oa.quotas import Quotas
from keliu.box.oa.scenes import Scenes
from keliu.box.oa.subscriptions import Subscriptions
from keliu.box.oa.tags import Tags
from keliu.box.oa.talks import Talks
from keliu.box.oa.waiting import WaitingPushes
from keliu.box.store import Store


@dataclass(frozen=True)
class House:
    """The parts; `box.oa` in handlers."""

    accounts: Accounts
    followers: Followers
    talks: Talks
    allowance: Allowance
    menus: Menus
    scenes: Scenes
    subscriptions: Subscriptions
    tags: Tags
    media: Media
    numbers: Numbers
    quotas: Quotas
    drafts: Drafts
    desks: Desks
    links: Links
    masses: Masses
    newtmpl: NewTemplates
    old_replies: OldReplies
    pusher: Pusher

    @classmethod
    def open(cls, store: Store, clock: Clock, hub: Hub, base: str) -> "House":
        """Put the parts together."""
        accounts, talks = Accounts(store, clock), Talks(store, clock, hub)
        media = Media(store, clock)
        return cls(
            accounts=accounts,
            followers=Followers(store, clock),
            talks=talks,
            allowance=Allowance(store, clock),
            menus=Menus(store),
            scenes=Scenes(store, clock, base),
            subscriptions=Subscriptions(store),
            tags=Tags(store),
            media=media,
            numbers=Numbers(store, clock),
            quotas=Quotas(store, clock),
            drafts=Drafts(store, clock, base),
            desks=Desks(store),
            links=Links(store, clock),
            masses=Masses(store, clock),
            newtmpl=NewTemplates(store),
            old_replies=OldReplies(store),
            pusher=Pusher(clock, accounts, talks, media, hub, WaitingPushes(store)),
        )

    def register(self, appid: str, kind: str, given: Mapping[str, Any]) -> Account:
        """An app's account and its first followers; another list of them starts anew."""
        before = self.accounts.find(appid)
        account = self.accounts.register(appid, kind, given)
        if before is not None and before.first_followers != account.first_followers:
            self.followers.forget(appid)
        self.newtmpl.keep(appid, given.get("subscribe_templates"))
        self.old_replies.keep(appid, given.get("autoreply"))
        self.followers.start(account)
        return account

    def wipe(self, *, apps: bool) -> None:
        """Forget what happened; accounts stay unless asked, with their first followers."""
        for kept in (self.accounts, self.newtmpl, self.old_replies):
            kept.wipe(apps=apps)
        self.followers.wipe(self.accounts.all())
        talking = (self.talks, self.allowance, self.menus, self.scenes, self.subscriptions)
        things = (self.tags, self.media, self.numbers, self.quotas, self.drafts, self.desks)
        for part in (*talking, *things, self.links, self.masses):
            part.wipe()
        self.pusher.clear()
