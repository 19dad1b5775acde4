"""Delivers pushes: signed, sealed, in order for each person, three times five seconds."""

import asyncio
import itertools
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from keliu.box.clock import Clock
from keliu.box.errors import WeChatError
from keliu.box.hub import Hub
from keliu.box.oa import wording
from keliu.box.oa.accounts import Account, Accounts, PushTo
from keliu.box.oa.calls import Caller, Unreachable
from keliu.box.oa.media import Media
from keliu.box.oa.seals import seal, signature
from keliu.box.oa.talks import AWAY, Talks
from keliu.box.oa.waiting import Waiting, WaitingPushes
from keliu.box.people import openid

TRIES = 3
ROOM = 500
PATIENCE = 60.0  # seconds for a product that starts together with the box
AT_ONCE = 16  # pushes nobody waits for
Words = dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """One push and what became of it; `status` 0 means that no answer came."""

    id: int
    at: str
    appid: str
    user: str
    kind: str
    event: str
    mode: str
    format: str
    status: int = 0
    ms: int = 0
    tries: int = 0
    error: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Parcel:
    """A push on its way: to whom, about whom, with which words."""

    account: Account
    to: PushTo
    user: str
    openid: str
    words: Words
    speaks: bool  # whether the person waits for an answer


class Pusher:
    """Everything that is pushed to products."""

    def __init__(
        self,
        clock: Clock,
        accounts: Accounts,
        talks: Talks,
        media: Media,
        hub: Hub,
        kept: WaitingPushes,
    ) -> None:
        self._clock, self._accounts, self._talks = clock, accounts, talks
        self._media, self._hub, self._kept = media, hub, kept
        self._log: deque[Delivery] = deque(maxlen=ROOM)
        self._ids, self._numbers = itertools.count(1), itertools.count(1)
        self._turns = itertools.count()
        self._lines: dict[tuple[str, str], tuple[asyncio.Lock, int]] = {}
        self._caller = Caller()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._crowd = asyncio.Semaphore(AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()

    async def push(
        self, appid: str, user: str, words: Mapping[str, Any], *, speaks: bool, copies: int = 1
    ) -> list[dict[str, Any]]:
        """Push and wait: what became of each delivery. Nothing without an address."""
        parcel = self._parcel(appid, user, words, speaks=speaks)
        if parcel is None:
            return []
        async with self._in_line(appid, user):
            if copies == 1:
                return [asdict(await self._delivered(parcel, TRIES))]
            first = asyncio.Event()  # of several answers a person sees one
            same = (self._delivered(parcel, 1, first) for _ in range(copies))
            return [asdict(one) for one in await asyncio.gather(*same)]

    def later(
        self, appid: str, user: str, words: Mapping[str, Any], *, speaks: bool = False
    ) -> None:
        """Push while the product already has its answer."""
        parcel = self._parcel(appid, user, words, speaks=speaks)
        if parcel is not None:  # with the moment it happened, however late it arrives
            self._start(self._kept.put(appid, user, parcel.words, speaks=speaks))

    def wake(self) -> None:
        """What the box had not delivered when it went away goes out once somebody listens."""
        waiting = self._kept.all()
        if waiting:
            self._keep(self._resumed(waiting))

    async def _resumed(self, waiting: list[Waiting]) -> None:
        self._arrive()
        for one in waiting:
            account = self._accounts.find(one.appid)
            if account is not None and account.push is not None:
                await self._listening(account.push)
            await self._unattended(one)

    async def _listening(self, to: PushTo) -> None:
        """The product may need longer to start than the box."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if (await self._ask(to, "GET", {}, b""))[2] != "unreachable":
                return
            await asyncio.sleep(0.5)

    def _start(self, one: Waiting) -> None:
        self._keep(self._unattended(one))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)  # the loop itself holds tasks only weakly
        task.add_done_callback(self._running.discard)

    @property
    def waiting(self) -> int:
        """How many pushes nobody waits for are still on their way."""
        return len(self._running)

    def newest(self, limit: int = ROOM) -> list[dict[str, Any]]:
        """What was pushed, newest first."""
        return [asdict(one) for one in itertools.islice(reversed(self._log), limit)]

    def number(self) -> int:
        """A number for a message, 64 bits, growing."""
        return (int(self._clock.now_ms()) << 20) | (next(self._numbers) & 0xFFFFF)

    def clear(self) -> None:
        """Forget what was pushed, and what still waits."""
        self._log.clear()
        self._kept.wipe()

    def close(self) -> None:
        """Let go of the connections; the box is going away."""
        self._caller.close()

    async def verify(self, appid: str) -> dict[str, Any]:
        """Ask the address to prove itself, as saving the settings in WeChat's console does."""
        account = self._accounts.find(appid)
        if account is None or account.push is None:
            return {"ok": False, "status": 0, "error": "没有登记推送地址"}
        to, now, nonce = account.push, str(int(time.time())), secrets.token_hex(5)
        echo = str(secrets.randbelow(10**19))
        query = {"signature": signature(to.token, now, nonce), "timestamp": now, "nonce": nonce}
        status, body, error = await self._ask(to, "GET", {**query, "echostr": echo}, b"")
        good = status == 200 and body.decode("utf-8", "replace") == echo
        return {"ok": good, "status": status, "error": error}

    # -- one push

    def _parcel(
        self, appid: str, user: str, words: Mapping[str, Any], *, speaks: bool
    ) -> Parcel | None:
        account = self._accounts.find(appid)
        if account is None or account.push is None:
            return None
        who = openid(appid, user)
        now = int(self._clock.now())
        head = {"ToUserName": account.original_id, "FromUserName": who, "CreateTime": now}
        return Parcel(account, account.push, user, who, {**head, **words}, speaks)

    async def _unattended(self, one: Waiting) -> None:
        self._arrive()
        async with self._crowd:
            await self.push(one.appid, one.user, one.words, speaks=one.speaks)
        self._kept.done(one.id)

    async def _delivered(
        self, parcel: Parcel, tries: int, first: asyncio.Event | None = None
    ) -> Delivery:
        started = time.perf_counter()
        delivery = self._new(parcel)
        body = b""
        for attempt in range(1, tries + 1):
            status, body, error = await self._once(parcel)
            delivery = replace(delivery, status=status, tries=attempt, error=error)
            if not error:
                break
        if first is None or not first.is_set():
            delivery = self._heard(parcel, delivery, body)
        if first is not None:
            first.set()
        delivery = replace(delivery, ms=int((time.perf_counter() - started) * 1000))
        self._log.append(delivery)
        self._hub.tell("desk", {"type": "pushes"})
        return delivery

    async def _once(self, parcel: Parcel) -> tuple[int, bytes, str]:
        to, key = parcel.to, self._keys(parcel.to)[0]
        now, nonce = str(int(time.time())), secrets.token_hex(5)
        query = {"signature": signature(to.token, now, nonce), "timestamp": now, "nonce": nonce,
                 "openid": parcel.openid}  # fmt: skip
        words = parcel.words
        if to.mode != "plain":
            inner = wording.written(words, to.format)
            sealed = seal(key, parcel.account.appid, inner)
            query |= {"encrypt_type": "aes",
                      "msg_signature": signature(to.token, now, nonce, sealed)}  # fmt: skip
            clear = words if to.mode == "compatible" else {"ToUserName": words["ToUserName"]}
            words = {**clear, "Encrypt": sealed}
        return await self._ask(to, "POST", query, wording.written(words, to.format))

    async def _ask(
        self, to: PushTo, method: str, query: dict[str, str], body: bytes
    ) -> tuple[int, bytes, str]:
        kind = "application/json" if to.format == "json" else "text/xml"
        headers = {"Content-Type": kind, "User-Agent": "Mozilla/4.0"}
        address = f"{to.url}{'&' if '?' in to.url else '?'}{urlencode(query)}"
        self._arrive()
        try:
            async with asyncio.timeout(to.seconds):
                status, answer = await self._caller.ask(method, address, headers, body)
        except TimeoutError:
            return 0, b"", "timeout"
        except Unreachable:
            return 0, b"", "unreachable"
        return status, answer, "" if status == 200 else "status"

    def _arrive(self) -> None:
        """Clients and gates belong to the loop that runs now."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._caller, self._crowd = loop, Caller(), asyncio.Semaphore(AT_ONCE)

    def _keys(self, to: PushTo) -> tuple[str, ...]:
        """The key pushes use; while an old one still counts, the two take turns."""
        if not to.old_key or self._clock.now() >= to.old_until:
            return (to.aes_key,)
        pair = (to.old_key, to.aes_key)
        return pair[::-1] if next(self._turns) % 2 else pair

    # -- the answer

    def _heard(self, parcel: Parcel, delivery: Delivery, body: bytes) -> Delivery:
        if delivery.error:
            self._away(parcel)
            return delivery
        try:
            said = self._lines_of(parcel, body)
        except wording.BadReply as wrong:
            self._away(parcel)
            return replace(delivery, error=f"malformed: {wrong}")
        for kind, fields in said:
            self._talks.add(parcel.account.appid, parcel.user, "account", kind, fields)
        return replace(delivery, answer="、".join(kind for kind, _ in said) or "success")

    def _lines_of(self, parcel: Parcel, body: bytes) -> list[tuple[str, Words]]:
        keys = (parcel.to.aes_key, parcel.to.old_key)
        words = wording.answered(body, parcel.to, parcel.account.appid, tuple(filter(None, keys)))
        if words is None or not parcel.speaks:
            return []
        said = wording.lines(
            words,
            sender=parcel.account.original_id,
            receiver=parcel.openid,
            after=str(parcel.words["MsgType"]),
        )
        for _, fields in said:
            if fields.get("media_id"):
                self._known(parcel.account.appid, fields["media_id"])
        return said

    def _known(self, appid: str, media_id: str) -> None:
        try:
            self._media.find(media_id, appid)
        except WeChatError:
            raise wording.BadReply("回复里的 media_id 不存在或已过期") from None

    def _away(self, parcel: Parcel) -> None:
        if parcel.speaks:
            self._talks.add(parcel.account.appid, parcel.user, "system", "away", {"text": AWAY})

    def _new(self, parcel: Parcel) -> Delivery:
        return Delivery(
            id=next(self._ids),
            at=self._clock.iso(),
            appid=parcel.account.appid,
            user=parcel.user,
            kind=str(parcel.words["MsgType"]),
            event=str(parcel.words.get("Event", "")),
            mode=parcel.to.mode,
            format=parcel.to.format,
        )

    @asynccontextmanager
    async def _in_line(self, appid: str, user: str) -> AsyncIterator[None]:
        """One push at a time for each person; who came first is delivered first."""
        place = (appid, user)
        lock, waiting = self._lines.get(place, (asyncio.Lock(), 0))
        self._lines[place] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            _, waiting = self._lines[place]
            if waiting == 1:
                del self._lines[place]
            else:
                self._lines[place] = (lock, waiting - 1)
