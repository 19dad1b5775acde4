"""Where a message leads: the record it is about, on the desk and on the phone."""

from django.conf import settings

CONSOLE = {
    "customer": "/customers/{id}",
    "opportunity": "/opportunities/{id}",
    "lead": "/leads/{id}",
    "order": "/orders/{id}",
    "visit": "/radar?visit={id}",
    "todo": "/todo",
}
STAFF = "/packages/staff"
PHONE = {
    "customer": f"{STAFF}/customers/detail?id={{id}}",
    "opportunity": f"{STAFF}/sales/detail?id={{id}}",
    "lead": f"{STAFF}/leads/detail?id={{id}}",
    "visit": f"{STAFF}/radar/visit?id={{id}}",
    "plan": f"{STAFF}/interactions/plans",
    "todo": f"{STAFF}/work/todo",
    "pools": f"{STAFF}/pools/list",
    "notify": f"{STAFF}/notifications/settings",
}


def in_console(kind: str, identifier: int | None) -> str:
    """The console's page of a record."""
    page = CONSOLE.get(kind, "/").format(id=identifier)
    return f"{settings.BASE_URL}/console/#{page}"


def on_phone(kind: str, identifier: int | None) -> str:
    """The phone's page of a record; the work bench for kinds that have none."""
    page = PHONE.get(kind, f"{STAFF}/home/index").format(id=identifier)
    return f"{settings.BASE_URL}/m/#{page}"
