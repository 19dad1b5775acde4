"""How long the inbox remembers: a month, and the talk with a customer as long as there is one."""

from datetime import timedelta

from django.db.models import Q

from keliu.kit import clock
from keliu.platform import files
from keliu.wechat.models import ReceivedPush
from keliu.wechat.pushes.reading import EVENT

KEPT_FOR = timedelta(days=30)
AT_ONCE = 1_000


def pushes_forget_old() -> int:
    """Forget some of the current merchant's old pushes; returns how many.

    What customers wrote stays: it is the talk with them that their timeline shows.
    """
    told = ~Q(kind=EVENT) & Q(follower__customer__isnull=False)
    old = ReceivedPush.objects.filter(received_at__lt=clock.now() - KEPT_FOR).exclude(told)
    rows: list[tuple[int, int | None]] = list(
        old.order_by("id").values_list("id", "file_id")[:AT_ONCE]
    )
    sent = [file for _, file in rows if file is not None]
    files.detach(sent)
    for file_id in sent:
        files.forget(file_id)
    ReceivedPush.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    return len(rows)
