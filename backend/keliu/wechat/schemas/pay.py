"""Shapes of the endpoints about WeChat Pay. Keys go in and never come out."""

from datetime import datetime
from typing import Annotated

import segno
from pydantic import BeforeValidator, Field

from keliu.kit import clock
from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Text, Wire
from keliu.wechat.models import PayCertificate, PayMerchant, PayNotice
from keliu.wechat.pay.causes import cause_of
from keliu.wechat.services.pay import Given
from keliu.wechat.services.pay_certificates import notify_url
from keliu.wechat.services.pay_check import Step, Trial


def _lines(value: object) -> object:
    """Text of a file as pasted: line ends of Windows and spaces around it are no part of it."""
    return value.replace("\r", "").strip() if isinstance(value, str) else value


Pem = Annotated[str, BeforeValidator(_lines)]
MOST_PEM = 8000


class PayChange(Asked):
    """What changes; what is not given stays. `old_key` (APIv2) is needed for old notices only."""

    name: Text | None = Field(None, max_length=60)
    mchid: Text | None = Field(None, max_length=32)
    appid: Text | None = Field(None, max_length=40)
    certificate: Pem | None = Field(None, max_length=MOST_PEM)
    private_key: Pem | None = Field(None, max_length=MOST_PEM)
    api_key: Text | None = Field(None, max_length=64)
    old_key: Text | None = Field(None, max_length=64)
    public_key_id: Text | None = Field(None, max_length=64)
    public_key: Pem | None = Field(None, max_length=MOST_PEM)


class PayIn(PayChange):
    """A merchant number with everything its platform gives for download."""

    name: Text = Field(min_length=1, max_length=60)
    mchid: Text = Field(max_length=32)
    appid: Text = Field(max_length=40)
    certificate: Pem = Field(max_length=MOST_PEM)
    private_key: Pem = Field(max_length=MOST_PEM)
    api_key: Text = Field(max_length=64)


class PayPatch(PayChange):
    version: int


def given(payload: PayChange) -> Given:
    """The typed values."""
    return Given(**payload.model_dump(exclude={"version"}))


class PayProblem(Wire):
    """Something that went wrong: cause and what to do about it."""

    code: str
    cause: Bilingual
    fix: Bilingual

    @classmethod
    def of(cls, key: str, code: str) -> "PayProblem":
        """What is known of a code."""
        known = cause_of(key)
        cause = Bilingual(zh=known.zh, en=known.en)
        return cls(code=code, cause=cause, fix=Bilingual(zh=known.fix_zh, en=known.fix_en))


class PayCertificateOut(Wire):
    serial: str
    ends_at: Moment
    days: int


class PayOut(Wire):
    """The merchant number in use. `days`: how long the own certificate lasts."""

    id: Id
    name: str
    mchid: str
    appid: str
    serial: str
    certificate_until: Moment
    days: int
    public_key_id: str
    has_old_key: bool
    certificates: list[PayCertificateOut]
    notify_url: str
    checked_at: Moment | None
    last_notice_at: Moment | None
    last_probe_at: Moment | None
    problem: PayProblem | None
    problem_at: Moment | None
    version: int

    @classmethod
    def of(cls, row: PayMerchant, certificates: list[PayCertificate]) -> "PayOut":
        """A row as the console shows it."""
        problem = PayProblem.of(row.problem, row.problem_code) if row.problem else None
        shown = [
            PayCertificateOut(serial=one.serial, ends_at=one.ends_at, days=_days(one.ends_at))
            for one in certificates
        ]
        return cls(
            id=row.pk,
            name=row.name,
            mchid=row.mchid,
            appid=row.appid,
            serial=row.serial,
            certificate_until=row.certificate_until,
            days=_days(row.certificate_until),
            public_key_id=row.public_key_id,
            has_old_key=row.old_key_sealed is not None,
            certificates=shown,
            notify_url=notify_url(row),
            checked_at=row.checked_at,
            last_notice_at=row.last_notice_at,
            last_probe_at=row.last_probe_at,
            problem=problem,
            problem_at=row.problem_at,
            version=row.version,
        )


class PayStateOut(Wire):
    """Whether a merchant number is connected, and which."""

    pay: PayOut | None


class PayStepOut(Wire):
    """One thing that was tried: order, query, close, closed."""

    name: str
    ok: bool
    said: str
    request_id: str
    problem: PayProblem | None

    @classmethod
    def of(cls, step: Step) -> "PayStepOut":
        """How it went."""
        problem = PayProblem.of(step.code, step.code) if step.code else None
        return cls(
            name=step.name,
            ok=not step.code,
            said=step.word,
            request_id=step.request_id,
            problem=problem,
        )


class PayCheckOut(Wire):
    """Every step up to the first that failed, and how the merchant number stands now."""

    ok: bool
    steps: list[PayStepOut]
    pay: PayOut


class PayTrialOut(Wire):
    """One fen to try with: its code as a picture, and what became of it."""

    number: str
    picture: str | None
    code_url: str | None
    state: str
    noticed: bool

    @classmethod
    def of(cls, trial: Trial) -> "PayTrialOut":
        """With the picture only while there is something to pay."""
        code = trial.code_url or None
        picture = segno.make(code, error="m").svg_data_uri(scale=5, border=2) if code else None
        return cls(
            number=trial.number,
            picture=picture,
            code_url=code,
            state=trial.state,
            noticed=trial.noticed,
        )


class PayNoticeRow(Wire):
    """Something WeChat Pay told us."""

    id: Id
    kind: str
    event: str
    out_trade_no: str
    out_refund_no: str
    status: str
    amount_fen: int | None
    state: str
    tries: int
    why: str
    received_at: Moment

    @classmethod
    def of(cls, row: PayNotice) -> "PayNoticeRow":
        """A row of the list."""
        return cls.model_validate(row)


class PayNoticesAsked(ListAsked):
    """The newest come first."""


def _days(moment: datetime) -> int:
    return (moment - clock.now()).days
