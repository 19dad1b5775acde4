"""Everything one box holds, handed to every handler."""

from dataclasses import dataclass

from keliu.box.apps import Apps
from keliu.box.clock import Clock
from keliu.box.config import BoxConfig
from keliu.box.faults import Faults
from keliu.box.hub import Hub
from keliu.box.journal import Journal
from keliu.box.notices import Notices
from keliu.box.oa.house import House
from keliu.box.pay.office import Office
from keliu.box.people import People
from keliu.box.phone.chats import Chats
from keliu.box.phone.moments import Moments
from keliu.box.store import Store
from keliu.box.wire.vault import Vault


@dataclass(frozen=True)
class Box:
    """The parts, made once per process."""

    config: BoxConfig
    store: Store
    clock: Clock
    people: People
    apps: Apps
    vault: Vault
    chats: Chats
    moments: Moments
    notices: Notices
    hub: Hub
    faults: Faults
    journal: Journal
    oa: House
    pay: Office

    @classmethod
    def open(cls, config: BoxConfig) -> "Box":
        """Open the file and put the parts together."""
        store = Store(config.data)
        clock, hub = Clock(store), Hub()
        oa = House.open(store, clock, hub, config.base)
        return cls(
            config=config,
            store=store,
            clock=clock,
            people=People(store),
            apps=Apps(store),
            vault=Vault(store, clock),
            chats=Chats(store, clock),
            moments=Moments(store, clock),
            notices=Notices(store, clock),
            hub=hub,
            faults=Faults(),
            journal=Journal(),
            oa=oa,
            pay=Office.open(store, clock),
        )

    def reset(self, *, apps: bool = False) -> None:
        """Back to the first day; phones that are open hear of it and load anew."""
        self.store.wipe(apps=apps)
        self.moments.wipe()
        self.notices.wipe(apps=apps)
        self.faults.clear()
        self.journal.clear()
        self.clock.reset()
        self.oa.wipe(apps=apps)
        self.pay.wipe(apps=apps)
        self.hub.tell_all({"type": "reset"})
