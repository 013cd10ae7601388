"""What may be written about what hangs on a case: costs, warnings, consultations, linked cases, people, voices."""

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from engine.law.orders import ORDER_KINDS
from panel_api.columns import PARTY_ROLES
from panel_api.models.law import WARNINGS
from panel_api.schemas import Code, Day, EndDay, Money, Name, Reached, Strict, Words, filled

Line = Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=400)]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")]
UNLINKED: Final = {
    "another_child": "they are of two children",
    "by_mistake": "they were linked by mistake",
    "not_needed": "they need not be shown together any more",
}
KEPT_ROLES: Final = tuple(role for role in PARTY_ROLES if role != "child")


class NewLine(Strict):
    """A line of what Section F of a plan specifies. Without a cost it is not costed yet, which is not nothing."""

    words: Line = Field(description="What is specified, at most 400 characters.")
    cost: Money | None = Field(default=None, description="What it costs a year; left out while nobody knows.")
    source: Name = Field(description="Where the words and the cost come from, at most 200 characters.")


class NewWarning(Strict):
    """That a child does not get what the plan specifies, in whole or in part."""

    kind: Literal[WARNINGS] = Field(description="Whether nothing is delivered, or too little.")  # type: ignore[valid-type]
    words: Words = Field(description="What is not delivered.")
    known_on: Day = Field(description="The day the council knew.")
    owner: Name = Field(description="Who sees to it.")
    due_on: Day = Field(description="The day by which it is put right.")


class Done(Strict):
    """What put something right, and when."""

    words: Words = Field(description="What was done.")
    on: Day = Field(description="The day it was done.")


class NewLost(Strict):
    """Provision that a child went without."""

    words: Line = Field(description="What the child went without, at most 400 characters.")
    from_day: Day = Field(alias="from", description="The first day without it.")
    to_day: EndDay | None = Field(default=None, alias="to", description="The last day without it, if it is over.")


class NewConsultation(Strict):
    """A school that is asked whether it can meet the child's needs."""

    school: Name = Field(description="The school's name.")
    reference: Code | None = Field(default=None, description="Its URN, where it has one.")
    sent_on: Day = Field(description="The day it was asked.")


class Reply(Strict):
    """What a school answered."""

    reply: Literal["can_meet", "cannot_meet"] = Field(description="Whether it says that it can meet the needs.")
    words: Words = Field(description="What it said.")
    on: Day = Field(description="The day it answered.")


class NewAsked(Strict):
    """A school that a parent or the young person asks for."""

    who: Literal["parent", "parents", "young_person"] = Field(
        description="One parent, both together, or the young person once the rights are theirs."
    )
    parent: int | None = Field(default=None, ge=1, description="Which of the case's parents, by its number.")
    school: Name = Field(description="The school or college, by its name or its URN.")
    code: Code | None = Field(default=None, description="Its code in the directory, where its name is not enough.")
    unlisted: bool = Field(default=False, description="Whether it is not in the directory, and is kept by name alone.")
    asked_on: Day = Field(description="The day they asked.")
    words: Words | None = Field(default=None, description="Why this school, in their own words.")


class OfferSaid(Strict):
    """Whether a school outside s.38(3) offers a place."""

    offer: Literal["asked", "offered", "refused"] = Field(description="That it was asked, or what it said.")
    on: Day = Field(description="The day it was asked, or said so.")


class Consulted(Strict):
    """That a school asked for was asked whether it can meet the needs."""

    on: Day = Field(description="The day it was asked.")


class AskedNoMore(Strict):
    """That a school is asked for no more."""

    on: Day = Field(description="The day they said so.")


class Link(Strict):
    """Another case of the same child, and why the two are shown together."""

    other: Reference = Field(description="The other case's reference.")
    why: Line = Field(description="Why, at most 400 characters.")


class Unlink(Strict):
    """A linked case that is not shown together with this one any more."""

    other: Reference = Field(description="The other case's reference.")
    why: Literal[tuple(UNLINKED)] = Field(description="Why.")  # type: ignore[valid-type]


class Changed(Reached):
    """What holds of someone from a day on."""

    name: Name | None = Field(default=None, description="A name, at most 200 characters.")
    reference: Code | None = Field(default=None, description="What they are known by elsewhere (URN, authority code).")
    from_day: Day = Field(alias="from", description="The first day this holds.")
    parental_responsibility: bool | None = Field(default=None, description="Of a parent: whether they have it.")
    shielded: bool = Field(default=False, description="Of a parent: whereabouts are kept from the other parent.")


class NewParty(Changed):
    """Someone in the case from a day on."""

    role: Literal[KEPT_ROLES] = Field(description="Who they are to the child.")  # type: ignore[valid-type]


class Ended(Strict):
    """That something in the case holds no longer."""

    last_day: Day = Field(description="The last day it held.")


class Heard(Strict):
    """What the child, a parent or the school said, in their own words."""

    who: Literal["child", "parent", "school"] = Field(description="Whose words these are.")
    parent: int | None = Field(default=None, ge=1, description="Which of the case's parents, by its number.")
    words: Words = Field(description="What was said, at most 20,000 characters.")
    heard_on: Day = Field(description="The day it was said.")


class NewDay(Strict):
    """A day that a date of the case counts from or is met by. A later one of the same kind corrects it."""

    kind: Name = Field(description="What happened, as the case's legal basis knows it.")
    day: Day = Field(description="The day it happened, or is to happen where that is known.")
    words: Line | None = Field(default=None, description="A note, at most 400 characters.")


class OrderRead(Strict):
    """The kind of a tribunal's order, as a person who read it chose."""

    kind: Literal[tuple(kind for kind in ORDER_KINDS if kind != "order_names_day")] = Field(description="The kind.")  # type: ignore[valid-type]


class TakenBack(Strict):
    """That a day was written down by mistake."""

    words: Line = Field(description="Why it is wrong, at most 400 characters.")


class Withdrawn(Strict):
    """That a finding does not hold."""


class NewFinding(Strict):
    """A person's finding that a reason in law applies to one date. The date stays as it is."""

    clock: Name = Field(description="Which date, by its code.")
    ground: Name = Field(description="The reason, one of the law's own list for that date.")
    words: Words = Field(description="What happened, and why the date could not be kept.")
    from_day: Day | None = Field(default=None, alias="from", description="The first day on which it applied.")
    to_day: Day | None = Field(default=None, alias="to", description="The last day on which it applied.")
