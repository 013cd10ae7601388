"""What requests may hold: every field, its type and its limits. Nothing is converted, nothing unknown let in.

`panel_api.reading.read` reads them from strict JSON; the same models describe themselves in OpenAPI.
"""

import datetime as dt
import re
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema
from pydantic_core.core_schema import ValidationInfo

from engine.values import pence, pounds_text
from panel_api.columns import AROUND, DECISION_KINDS, LEGAL_BASES, STAGES, STATUSES
from panel_api.reading import wrong
from panel_api.schema_examples import AMENDMENT, ASSESS_CASE, CASE, DECISION, REOPENING, TRY_IT

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONEY: Final = re.compile(r"\d{1,9}(\.\d{2})?")


def _day(raw: object) -> dt.date:
    if isinstance(raw, str) and _DAY.fullmatch(raw):
        try:
            day = dt.date.fromisoformat(raw)
        except ValueError:
            raise wrong(f'"{raw}" is no day in the calendar', 'a day such as "2026-09-14"', "Correct it") from None
        if 1900 <= day.year <= 2199:
            return day
    shown = f'"{raw[:40]}"' if isinstance(raw, str) else "this"
    raise wrong(f"{shown} is not a day", 'a day such as "2026-09-14", from 1900 to 2199', "Correct it")


def _to_day(raw: object, info: ValidationInfo) -> dt.date:
    day, start = _day(raw), info.data.get("from_day")
    if start is not None and day < start:
        raise wrong("it ends before it begins", f"a day from {start.isoformat()} on", "Correct one of the two")
    return day


def filled(raw: object) -> object:
    """The text, unless there is nothing in it."""
    if isinstance(raw, str) and not raw.strip():
        raise wrong("there is nothing in it", "words", "Fill it in or leave it out")
    return raw


def _band(raw: object) -> int | str:
    if (isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= 999) or (
        isinstance(raw, str) and raw.strip() and len(raw) <= 32
    ):
        return raw
    raise wrong("this is not a band", "a whole number, or a name in quotes", "Correct it")


def _pounds(raw: object) -> int:
    if isinstance(raw, str) and _MONEY.fullmatch(raw):
        from decimal import Decimal

        return pence(Decimal(raw))
    raise wrong("this is not money", 'pounds in quotes such as "4100.00"', "Correct it")


def _balance(raw: object) -> int:
    if isinstance(raw, str) and raw.startswith("-"):
        return -_pounds(raw[1:])
    return _pounds(raw)


_ISO: Final = WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-09-14"]})
Day = Annotated[dt.date, BeforeValidator(_day), _ISO]
EndDay = Annotated[dt.date, BeforeValidator(_to_day), _ISO]
Balance = Annotated[
    int,
    BeforeValidator(_balance),
    PlainSerializer(pounds_text, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,9}(\.\d{2})?$"}),
]
Money = Annotated[
    int,
    BeforeValidator(_pounds),
    PlainSerializer(pounds_text, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,9}(\.\d{2})?$"}),
]
"""Pounds as a decimal string outside, whole pence inside."""
Band = Annotated[
    int | str, BeforeValidator(_band), WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}]})
]


Name = Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=200)]
Words = Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=20_000)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_./:-]{0,31}$")]
Place = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_ .-]{0,63}$")]
BookName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,99}$")]
Address = Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=500)]
Language = Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=60)]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Answers = Annotated[dict[str, Any], Field(description="Answers by the names of the rulebook's facts.")]


class Strict(BaseModel):
    """The root of all schemas: nothing is converted and unknown fields are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Who(Strict):
    """Someone, by name or by what they are known by elsewhere."""

    name: Name | None = Field(default=None, description="A name, at most 200 characters.")
    reference: Code | None = Field(
        default=None,
        description="What they are known by elsewhere (UPN, URN, authority code): at most 32 letters, digits and _./:-",
    )


class Dated(Who):
    """Who someone is between two days, both included."""

    from_day: Day = Field(alias="from", description="The first day this holds.")
    to_day: EndDay | None = Field(default=None, alias="to", description="The last day this holds, if it has ended.")


class Reached(Strict):
    """How someone is written to."""

    address: Address | None = Field(
        default=None, description="Where letters go: lines as on an envelope, at most 500 characters."
    )
    interpreter: Language | None = Field(
        default=None, description="The language letters are wanted in, where it is not English."
    )
    easy_read: bool = Field(default=False, description="Whether letters are wanted in easy read.")


class Child(Who, Reached):
    """The child or young person, who is so from the day of birth."""

    date_of_birth: Day = Field(description="The day of birth; age and school year are worked out from it.")


class Parent(Dated, Reached):
    """A parent. Two may both have parental responsibility, and may disagree."""

    parental_responsibility: bool = Field(description="Whether this parent has parental responsibility.")
    shielded: bool = Field(
        default=False, description="Whether this parent's whereabouts are kept from the other parent everywhere."
    )


class Around(Dated, Reached):
    """Someone around the child: a carer, a social worker, the virtual school, an advocate."""

    role: Literal[AROUND] = Field(description="Who they are to the child.")  # type: ignore[valid-type]


class Body(Dated):
    """A school, setting or authority."""

    reference: Code = Field(description="Its URN or authority code: at most 32 letters, digits and _./:-")


class Authorities(Strict):
    """The four roles, often one council, sometimes four."""

    looking_after: Body | None = Field(default=None, description="The authority that looks after the child.")
    maintaining: Body | None = Field(default=None, description="The authority that maintains the EHC plan.")
    area: Body = Field(description="The authority in whose area the school is.")
    paying: Body = Field(description="The authority that pays.")


class Said(Strict):
    """What the child, a parent or the school said, in their own words."""

    who: Literal["child", "parent", "school"] = Field(description="Whose words these are.")
    words: Words = Field(description="What was said, at most 20,000 characters.")
    heard_on: Day | None = Field(default=None, description="The day it was said.")
    parent: int | None = Field(default=None, ge=1, le=10, description="Which of `parents`, counted from 1.")


class SchoolWanted(Strict):
    """A school that a parent or the young person asks for as the request comes in."""

    school: Name = Field(description="The school or college, by its name.")
    code: Code | None = Field(default=None, description="Its code in the directory of provision, where it is known.")
    parent: int | None = Field(
        default=None,
        ge=1,
        le=10,
        description="Which of `parents` asks, counted from 1; left out for both together, or the young person.",
    )
    asked_on: Day | None = Field(default=None, description="The day they asked; that of the request if left out.")
    words: Words | None = Field(default=None, description="Why this school, in their own words.")


class NewCase(Strict):
    """A request as it comes in."""

    model_config = ConfigDict(json_schema_extra={"examples": [CASE]})

    rulebook: BookName = Field(description="The name of the rulebook it is assessed by.")
    legal_basis: Literal[LEGAL_BASES] = Field(description="The law or practice the request is made under.")  # type: ignore[valid-type]
    asked_on: Day = Field(description="The day the request was received.")
    partnership: Place | None = Field(
        default=None, description="The partnership of schools: at most 64 letters, digits, spaces and _.-"
    )
    child: Child = Field(description="The child or young person.")
    parents: list[Parent] = Field(default_factory=list, max_length=10, description="The parents, at most ten.")
    around: list[Around] = Field(default_factory=list, max_length=20, description="Who else is around the child.")
    school: Body | None = Field(default=None, description="The school or setting, where there is one.")
    authorities: Authorities = Field(description="The authority in each of the four roles.")
    voices: list[Said] = Field(default_factory=list, max_length=50, description="What they said, at most fifty.")
    asked_for: list[SchoolWanted] = Field(
        default_factory=list, max_length=10, description="Schools asked for, at most ten; two parents may ask for two."
    )
    days: dict[Kind, Day] = Field(
        default_factory=dict,
        description="Days that the dates of this legal basis count from, by what happened then, such as "
        "`last_reviewed` or `order_sent`; docs/api.md lists them.",
    )
    facts: Answers = Field(default_factory=dict)


class Amendment(Strict):
    """Answers to change, and answers to take back."""

    model_config = ConfigDict(json_schema_extra={"examples": [AMENDMENT]})

    facts: Answers = Field(default_factory=dict)
    unanswered: list[Name] = Field(
        default_factory=list, max_length=500, description="Facts whose answers are taken back."
    )


class AssessCase(Strict):
    """How a case is assessed."""

    model_config = ConfigDict(json_schema_extra={"examples": [ASSESS_CASE]})

    as_of: Day | None = Field(default=None, description="The day whose rules apply; the day it was asked if left out.")


class Recommend(Strict):
    """Nothing need be said: advice is drawn from the latest assessment."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class NewDecision(Strict):
    """What a person decides, and why. Who decides is whoever is signed in; who sat comes from the sitting."""

    model_config = ConfigDict(json_schema_extra={"examples": [DECISION]})

    kind: Literal[DECISION_KINDS] = Field(  # type: ignore[valid-type]
        description="The decision: one that this case's law allows now."
    )
    reason: Name = Field(description="A reason code of that kind; docs/api.md lists them.")
    words: Words = Field(description="The reason in words, always.")
    law: Name | None = Field(
        default=None, description="The law it rests on, of what fits the kind; all of it if this is left out."
    )
    band: Band | None = Field(default=None, description="The band, with a kind that sets one.")
    amount: Money | None = Field(
        default=None, description='The award for a year, with a kind that sets one: pounds, such as "4100.00".'
    )
    from_day: Day | None = Field(
        default=None, alias="from", description="The first day, with agree_for_a_time and agree_later."
    )
    until_day: EndDay | None = Field(
        default=None, alias="until", description="The last day, with agree_for_a_time; with cease, if it is known."
    )
    school: Name | None = Field(
        default=None, description="The school or college in words, with name_school and refuse_to_name."
    )
    school_code: Code | None = Field(
        default=None,
        description="Its code in the directory of provision, where it stands there. Then `school` may be left out, and "
        "what law asks of such a school is held against the decision.",
    )
    evidence: Words | None = Field(
        default=None, description="With refuse_to_name: what the ground rests on, in the decider's own words."
    )
    steps: Words | None = Field(
        default=None,
        description="With refuse_to_name: which steps were considered to make it work, and why none would be enough.",
    )
    unconsulted: Words | None = Field(
        default=None, description="With refuse_to_name: why the school was not consulted, where it was not."
    )
    plan_amended_on: Day | None = Field(
        default=None, description="The day of the amended EHC plan that an award below the present one rests on."
    )
    appeal_text: bool | None = Field(
        default=None, description="With carried_out: whether the notice of the order tells of a right of appeal."
    )
    attested: bool = Field(
        default=False, description="Whether the decider has read the case; needed to refuse, or to award less than now."
    )
    urgent: Words | None = Field(
        default=None, description="Between sittings, by a senior officer: why it cannot wait for the next one."
    )
    corrects: int | None = Field(
        default=None, ge=1, le=2**53 - 1, description="The `id` of the earlier decision of this case that it corrects."
    )
    consent_by: Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=100)] | None = Field(
        default=None,
        description="Where a partnership's money is used above its standing consent: who consented for it.",
    )
    consent_words: Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=400)] | None = (
        Field(default=None, description="How they consented, and when. At most 400 characters.")
    )
    uncommitted_seen: Balance | None = Field(
        default=None,
        description="The uncommitted balance of the account that the decider had looked at, in pounds, below nothing "
        "with a minus. If it moved and the award fits all the same, both are in the record.",
    )


class Reopening(Strict):
    """Why a decided case is opened again."""

    model_config = ConfigDict(json_schema_extra={"examples": [REOPENING]})

    words: Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=400)] = Field(
        description="Why, in words: what was wrong, or which step comes next. At most 400 characters."
    )


class TryIt(Strict):
    """Facts to assess without keeping anything."""

    model_config = ConfigDict(json_schema_extra={"examples": [TRY_IT]})

    rulebook: BookName = Field(description="The name of the rulebook.")
    as_of: Day = Field(description="The day whose rules apply.")
    facts: Answers


class CaseQuery(BaseModel):
    """Which cases to list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stage: Literal[STAGES] | None = Field(default=None, description="Only cases at this stage.")  # type: ignore[valid-type]
    status: Literal[STATUSES] | None = Field(default=None, description="Only cases whose assessment has this status.")  # type: ignore[valid-type]
    legal_basis: Literal[LEGAL_BASES] | None = Field(default=None, description="Only cases on this legal basis.")  # type: ignore[valid-type]
    band: Code | None = Field(default=None, description="Only cases of this band.")
    partnership: Place | None = Field(default=None, description="Only cases of this partnership.")
    asked_from: Day | None = Field(default=None, description="Only cases asked on this day or later.")
    asked_to: Day | None = Field(default=None, description="Only cases asked on this day or before.")
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,9}$")] | None = Field(
        default=None, description="Only cases whose reference begins so."
    )
    after: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None, description="A cursor from `pages.after`: the page that follows."
    )
    before: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None, description="A cursor from `pages.before`: the page that precedes."
    )
    size: int = Field(default=50, ge=1, le=200, description="How many cases a page, 1 to 200.")


class DueQuery(BaseModel):
    """Which dates to list: of those that are not met."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: Literal["now", "overdue", "7", "14", "30", "all"] = Field(
        default="now",
        description="`overdue`; due within 7, 14 or 30 days; `all`; or, if left out, overdue and due within 14 days.",
    )
    force: Literal["law", "own_standard"] | None = Field(
        default=None, description="Only deadlines in law, or only the authority's own standard."
    )
    legal_basis: Literal[LEGAL_BASES] | None = Field(default=None, description="Only cases on this legal basis.")  # type: ignore[valid-type]
    after: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None, description="A cursor from `pages.after`: the page that follows."
    )
    before: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None, description="A cursor from `pages.before`: the page that precedes."
    )
    size: int = Field(default=50, ge=1, le=200, description="How many dates a page, 1 to 200.")
