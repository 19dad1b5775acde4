"""Shapes of capture forms: for those who make them, and for visitors."""

from typing import Any, Literal, cast

from pydantic import Field

from keliu.platform.brand import BrandFace
from keliu.platform.wire import Asked, Bilingual, Id, Moment, Ref, Text, Wire
from keliu.sales.models import LeadForm
from keliu.sales.schemas.leads import Intent
from keliu.sales.services import lead_forms as services
from keliu.sales.services.capture import TEXT_LENGTH, Sent

Assign = Literal["rules", "owner", "none"]


class FormQuestion(Wire):
    key: str
    required: bool
    hint: str


class FormCounts(Wire):
    opens: int
    sent: int
    leads: int
    converted: int


class LeadFormRow(Wire):
    id: Id
    title: str
    slug: str
    url: str
    png_url: str
    active: bool
    counts: FormCounts
    version: int
    created_at: Moment


class LeadFormOut(LeadFormRow):
    intro: str
    button: str
    thanks: str
    questions: list[FormQuestion]
    assign: Assign
    owner: Ref | None
    intent: Intent
    consent_text: str
    consent_version: int
    deleted_at: Moment | None

    @staticmethod
    def of(row: LeadForm, counts: dict[str, int]) -> "LeadFormOut":
        return LeadFormOut(
            **face(row, counts),
            intro=row.intro,
            button=row.button,
            thanks=row.thanks,
            questions=[FormQuestion(**one) for one in row.questions],
            assign=cast(Assign, row.assign),
            owner=Ref(id=row.owner.pk, name=row.owner.name) if row.owner else None,
            intent=cast(Intent, row.intent),
            consent_text=row.consent_text,
            consent_version=row.consent_version,
            deleted_at=row.deleted_at,
        )


def face(row: LeadForm, counts: dict[str, int]) -> dict[str, Any]:
    """What the list shows of a form."""
    return {
        "id": row.pk,
        "title": row.title,
        "slug": row.slug,
        "url": services.url_of(row.slug),
        "png_url": services.png_url_of(row.slug),
        "active": row.active,
        "counts": FormCounts(opens=row.opens, **counts),
        "version": row.version,
        "created_at": row.created_at,
    }


class FormQuestionIn(Asked):
    key: Text = Field(max_length=60)
    required: bool = False
    hint: Text = Field("", max_length=60)


class LeadFormFields(Asked):
    intro: Text | None = Field(None, max_length=400)
    button: Text | None = Field(None, min_length=1, max_length=12)
    thanks: Text | None = Field(None, min_length=1, max_length=200)
    questions: list[FormQuestionIn] | None = Field(None, max_length=20)
    active: bool | None = None
    assign: Assign | None = None
    owner_id: Id | None = None
    intent: Intent | None = None
    consent_text: Text | None = Field(None, max_length=600)

    def given(self) -> dict[str, Any]:
        """What was really sent, ids as numbers; only the owner can be taken away."""
        sent = {name: getattr(self, name) for name in self.model_fields_set - {"version"}}
        if self.questions is not None:
            sent["questions"] = [one.model_dump() for one in self.questions]
        kept = {"owner_id"}
        return {name: value for name, value in sent.items() if value is not None or name in kept}


class LeadFormIn(LeadFormFields):
    title: Text = Field(min_length=1, max_length=60)


class LeadFormPatch(LeadFormFields):
    title: Text | None = Field(None, min_length=1, max_length=60)
    version: int


class FormField(Wire):
    """A lead field that a form may ask for."""

    key: str
    label: Bilingual
    type: str
    custom: bool


class FormDay(Wire):
    day: str
    sent: int
    leads: int


class FormChoice(Wire):
    value: str
    label: Bilingual


class PublicQuestion(Wire):
    key: str
    label: Bilingual
    type: str
    required: bool
    hint: str
    max_length: int
    choices: list[FormChoice]


class FormConsent(Wire):
    version: int
    text: str


class PublicForm(Wire):
    """`code` is the card that opening the form is told of; none where nobody has one."""

    id: Id
    code: str | None
    merchant: BrandFace
    title: str
    intro: str
    button: str
    questions: list[PublicQuestion]
    consent: FormConsent
    token: str


class FormSentIn(Asked):
    """`website` is a field that people do not see; who fills it in is a machine."""

    token: str = Field(max_length=200)
    answers: dict[str, Any] = Field(max_length=40)
    consent: bool = False
    consent_version: int
    website: str = Field("", max_length=400)


class FormThanks(Wire):
    thanks: str


def public_questions(form: LeadForm, known: dict[str, Any]) -> list[PublicQuestion]:
    """The questions in order; one about a field that was put away is left out."""
    asked = [one for one in form.questions if one["key"] in known]
    return [_question(one, known[one["key"]]) for one in asked]


def _question(one: dict[str, Any], field: Any) -> PublicQuestion:
    offered = [choice for choice in field.choices if choice.value and not choice.retired]
    return PublicQuestion(
        key=field.key,
        label=Bilingual(zh=field.zh, en=field.en),
        type="text" if field.type == "region" else field.type,
        required=one["required"],
        hint=one["hint"] or field.hint,
        max_length=field.max_length or TEXT_LENGTH,
        choices=[
            FormChoice(value=choice.value, label=Bilingual(zh=choice.zh, en=choice.en))
            for choice in offered
        ],
    )


def sent(payload: FormSentIn, address: str, visitor: int | None = None) -> Sent:
    """A request as the service takes it."""
    return Sent(
        token=payload.token,
        answers=payload.answers,
        agreed=payload.consent,
        consent_version=payload.consent_version,
        trap=payload.website,
        address=address,
        visitor=visitor,
    )
