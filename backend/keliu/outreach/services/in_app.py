"""The in-app channel: a line in the inbox, live over the socket."""

from keliu.accounts import public as accounts
from keliu.outreach.ports import Message
from keliu.platform import notifications


def send(message: Message) -> None:
    """Put the line into the person's inbox; the same line twice is one line."""
    notifications.put(
        staff_id=message.staff_id,
        kind=message.kind,
        title=message.title,
        text=message.text,
        link=message.link,
        dedupe=message.dedupe,
        language=accounts.language_of(message.staff_id),
    )
