"""What the form of a request asks, step by step: of whom it is, who is around the child, what they say, what is needed.

A school is asked less than a caseworker: its own name is known, and addresses, codes and balances are not its to give.
Whatever the rulebook asks and intake works out by itself is asked of nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from engine.facts import Fact
from engine.law.events import AHEAD, BY_DECISION, EVENTS, EVENTS_OF
from engine.rulebook import Rulebook
from panel_api import words
from panel_api.columns import AROUND, AUTHORITY_ROLES
from panel_api.pages.answering import KEEPERS
from panel_api.pages.asked import DAY, DAY_WRONG, Field
from panel_api.services.take_in import SCHOOL_KNOWS, WITH_A_PLAN
from panel_api.store import Known
from panel_api.views.trying import Group, groups

Typed = Mapping[str, Sequence[str]]
MOST_PARENTS: Final = 10
MOST_OTHERS: Final = 20
WORKED_OUT: Final = ("age_years", "school_year", "phase", "views_child", "views_family")
"""Facts that intake answers from the date of birth, and from when somebody was heard."""
_CODE: Final = "Three digits, such as 931."
_CODE_WRONG: Final = "Write letters and digits without a space."
_NTH: Final = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_SAYS: Final = {
    "evidence": "Write the day of what you have. “None” is an answer too, and is not held against the child.",
    "beside": "These change no band and no amount. People see them beside the advice, and fairness is measured.",
}


@dataclass(frozen=True, slots=True)
class Writing:
    """A request that is being written. urn: of the school that writes it; None for a caseworker.

    known: from earlier requests of that school. council: what the authority is called.
    """

    book: Rulebook
    basis: str
    urn: str | None
    known: Known
    partnerships: Sequence[str]
    council: str
    typed: Typed

    def first(self, name: str) -> str:
        """What was typed into a field that holds one text."""
        return next(iter(self.typed.get(name, ())), "").strip()


@dataclass(frozen=True, slots=True)
class Part:
    """Questions under one heading. known: what need not be asked, as label and words.

    block: what their names begin with, where they are all of one person who may be left out whole.
    """

    title: str = ""
    fields: tuple[Field, ...] = ()
    facts: tuple[Fact, ...] = ()
    says: str = ""
    block: str = ""
    known: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of its fields."""
        return [*(each.name for each in self.fields), *(each.name for each in self.facts)]


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form. count: the field that holds how many blocks it has; more: the button for another."""

    code: str
    title: str
    parts: tuple[Part, ...]
    says: str = ""
    count: str = ""
    more: str = ""

    @property
    def asks(self) -> bool:
        """Whether it holds the rulebook's own questions."""
        return any(part.facts for part in self.parts)

    @property
    def names(self) -> list[str]:
        """The names of all its fields."""
        return [*([self.count] if self.count else []), *(name for part in self.parts for name in part.names)]


def steps_of(writing: Writing) -> list[Step]:
    """Every step, in order."""
    own = writing.urn is not None
    fixed = [_child(own), _parents(writing), _others(writing), _school(writing)]
    if not own:
        fixed.append(_council(writing.basis))
    days = _days(writing.basis, own)
    return [*fixed, *([days] if days else []), _voices(writing), *asked_of(writing.book, writing.basis, own)]


def asked_of(book: Rulebook, basis: str, own: bool) -> list[Step]:
    """The rulebook's own questions, a step for each of its groups. own: of a school."""
    found = []
    for group in groups(book):
        facts = tuple(fact for fact in group.facts if is_asked(fact, basis, own))
        if facts:
            part = Part(facts=facts, says=_SAYS.get(group.code, group.says))
            found.append(Step(f"about-{group.code}", _title(group, basis), (part,)))
    return found


def _title(group: Group, basis: str) -> str:
    if group.code == "place":
        return "What kind of place it is"
    if group.code == "evidence":
        return "What shows the need"
    return "What is paid now" if group.code == "duty" and basis == "non_statutory" else group.title


def is_asked(fact: Fact, basis: str, own: bool) -> bool:
    """Whether a person is asked this: not what intake works out, and no school what law requires or accounts hold."""
    if fact.name in WORKED_OUT:
        return False
    if basis == "non_statutory" and fact.name == "present_award":
        return True  # with no plan, what is paid now is the school's to say as well
    if basis == "non_statutory" and fact.kind in ("plan", "duty"):
        return False
    return not (own and fact.kind in KEEPERS)


def blocks_in(writing: Writing, start: str, least: int, most: int) -> int:
    """How many blocks of a kind stand in the form: those typed into, and as many more as were asked for."""
    inner = (name.removeprefix(start).split(".")[0] for name in writing.typed if name.startswith(start))
    used = [int(number) + 1 for number in inner if number.isascii() and number.isdigit()]
    asked = writing.first(f"{start}count")
    return min(most, max(least, *used, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 0))


def begun(writing: Writing, part: Part) -> bool:
    """Whether anything stands in a part."""
    return any(writing.first(name) for name in part.names)


def _reached(start: str, own: bool) -> tuple[Field, ...]:
    address = Field(f"{start}.address", "Address", "words", "Lines as on an envelope.")
    return (
        *(() if own else (address,)),
        Field(f"{start}.interpreter", "Language of letters", hint="Only where it is not English.", width="10"),
        Field(f"{start}.easy_read", "Letters in easy read", "tick"),
    )


def _child(own: bool) -> Step:
    fields = (
        Field("child.name", "Name", needed="Write the child’s name."),
        Field("child.date_of_birth", "Date of birth", "day", DAY, "Write the date of birth.", DAY_WRONG, "20"),
        Field("child.reference", "Unique pupil number (UPN)", hint="If you have it: a letter and twelve digits.",
              wrong=_CODE_WRONG, width="20"),
        *_reached("child", own),
    )  # fmt: skip
    return Step("child", "The child or young person", (Part(fields=fields),))


def _parents(writing: Writing) -> Step:
    own = writing.urn is not None
    parts = tuple(_parent(number, own) for number in range(blocks_in(writing, "parents.", 2, MOST_PARENTS)))
    says = (
        "Two parents may both have a say, and may disagree. What a parent is told depends on parental responsibility, "
        "so it is asked of each. Leave the rest empty where there is no other parent to name."
    )
    if own:
        says += " Write no addresses here: the council asks the family where letters go."
    return Step("parents", "Parents", parts, says, "parents.count", "Add another parent")


def _parent(number: int, own: bool) -> Part:
    at = f"parents.{number}"
    since = Field(f"{at}.from", "From which day, if not from the child’s birth", "day", DAY, "", DAY_WRONG, "20")
    fields = (
        Field(f"{at}.name", "Name", needed="Write this parent’s name."),
        Field(f"{at}.parental_responsibility", "Does this parent have parental responsibility?", "yes_no",
              "Being a parent does not answer it. Ask, if you are not sure.",
              "Say whether this parent has parental responsibility."),
        Field(f"{at}.shielded", "Must this parent’s whereabouts be kept from the other parent?", "yes_no",
              "For instance after violence, or where a court has said so.",
              "Say whether this parent’s whereabouts must be kept from the other parent."),
        *(() if own else (since,)),
        *_reached(at, own),
    )  # fmt: skip
    return Part(f"{_NTH[number]} parent", fields, block=at)


def _others(writing: Writing) -> Step:
    own = writing.urn is not None
    count = blocks_in(writing, "around.", 1, MOST_OTHERS)
    parts = tuple(_other(number, own) for number in range(count))
    says = "A carer, a social worker, the virtual school or an advocate. Leave it empty if there is nobody."
    return Step("others", "Others around the child", parts, says, "around.count", "Add someone else")


def _other(number: int, own: bool) -> Part:
    at = f"around.{number}"
    roles = tuple((code, words.PARTY_ROLES[code]) for code in AROUND)
    fields = (
        Field(f"{at}.role", "Who they are to the child", "choice", needed="Choose who they are to the child.",
              options=roles),
        Field(f"{at}.name", "Name", needed="Write their name, or what their team is called."),
        Field(f"{at}.from", "Since which day", "day", "Leave it empty if you do not know.", "", DAY_WRONG, "20"),
        *_reached(at, own),
    )  # fmt: skip
    return Part(f"Person or team {number + 1}", fields, block=at)


def _school(writing: Writing) -> Step:
    own, known = writing.urn is not None, writing.known
    since = Field("school.from", "Since which day has the child been here?", "day",
                  "Such as 1/9/2022. Leave it empty if you do not know.", "", DAY_WRONG, "20")  # fmt: skip
    fields = [since]
    if not own:
        fields = [
            Field("school.name", "Name", hint="Leave all of this empty if the child is at no school or setting."),
            Field("school.reference", "Its number (URN)", hint="Six digits.", needed="Write the school’s number.",
                  wrong=_CODE_WRONG, width="10"),
            since,
        ]  # fmt: skip
    elif not known.name:
        fields = [Field("school.name", "The name of your school or setting", needed="Write its name."), since]
    named = ("Your school or setting", f"{known.name} ({writing.urn})")
    joined = ("Its partnership", known.partnership or "")
    told = tuple(each for each, holds in ((named, own and known.name), (joined, own and known.partnership)) if holds)
    parts = [Part(fields=tuple(fields), block="" if own else "school", known=told)]
    if not (own and known.partnership):
        parts.append(Part(fields=(_partnership(writing.partnerships),)))
    if own and writing.basis in WITH_A_PLAN:
        parts.append(_plan(writing.council))
    return Step("school", "The school or setting", tuple(parts))


def _partnership(names: Sequence[str]) -> Field:
    hint = "Leave it empty if the school belongs to none."
    asks = "Its partnership of schools"
    if names:
        return Field("case.partnership", asks, "choice", hint, options=tuple((name, name) for name in names))
    return Field("case.partnership", asks, hint=hint, width="20")


def _plan(council: str) -> Part:
    options = (("own", council), ("other", "Another authority"))
    fields = (
        Field("plan.maintained", "Which authority maintains the EHC plan?", "choice", options=options,
              needed="Choose the authority that maintains the plan."),
        Field("authorities.maintaining.name", "If another: its name"),
        Field("authorities.maintaining.reference", "If another: its code", hint=_CODE, wrong=_CODE_WRONG, width="5"),
    )  # fmt: skip
    return Part("The plan", fields)


def _council(basis: str) -> Step:
    asked = Field("case.asked_on", "The day the request was received", "day", DAY,
                  "Write the day the request was received.", DAY_WRONG, "20")  # fmt: skip
    must = {"area", "paying", *(["maintaining"] if basis in WITH_A_PLAN else [])}
    parts = [Part(fields=(asked,))]
    for role in AUTHORITY_ROLES:
        at, who = f"authorities.{role}", words.PARTY_ROLES[role]
        needed = f"Write the code of the {who[:1].lower()}{who[1:]}." if role in must else ""
        fields = (Field(f"{at}.name", "Name"), _code(f"{at}.reference", needed))
        parts.append(Part(who, fields, block="" if role in must else at))
    return Step("council", "When it came, and which authorities", tuple(parts))


def _code(name: str, needed: str) -> Field:
    return Field(name, "Code", hint=_CODE, needed=needed, wrong=_CODE_WRONG, width="5")


def _days(basis: str, own: bool) -> Step | None:
    kinds = [each for each in EVENTS_OF[basis] if each != "received" and each not in BY_DECISION]
    before_appeals = takewhile(lambda each: each != "notice_sent", kinds)
    asked = [each for each in before_appeals if not own or each in SCHOOL_KNOWS]
    if not asked or basis == "non_statutory":
        return None
    fields = tuple(
        Field(f"days.{kind}", f"The day {EVENTS[kind]}", "day", DAY if kind not in AHEAD else "It may lie ahead.", "",
              DAY_WRONG, "20")
        for kind in asked
    )  # fmt: skip
    says = "The dates that the law sets are counted from these. Leave empty what has not happened, or is not known."
    return Step("days", "What has happened so far", (Part(fields=fields),), says)


def _voices(writing: Writing) -> Step:
    child = _voice("voices.child", "The child or young person", "views_child" in writing.book.facts)
    parents = [
        (writing.first(f"parents.{number}.name"), _voice(f"voices.parents.{number}", f"{_NTH[number]} parent"))
        for number in range(MOST_PARENTS)
    ]
    named = [replace(part, title=name or part.title) for name, part in parents if name or begun(writing, part)]
    family = _voice("voices.family", "The family")
    unnamed = [family] if not named or begun(writing, family) else []
    parts = [child, *named, *unnamed, _voice("voices.school", "The school")]
    says = (
        "As they said or wrote it; a picture or a sign put into words. Whoever has not been asked yet is asked later: "
        "it is never held against the child."
    )
    return Step("voices", "In their own words", tuple(parts), says)


def _voice(at: str, title: str, quiet: bool = False) -> Part:
    fields = [
        Field(f"{at}.words", "In their own words", "words", needed="Write what they said."),
        Field(f"{at}.heard_on", "The day they said it", "day", DAY, "", DAY_WRONG, "20"),
    ]
    if quiet:
        fields.append(Field(f"{at}.quiet", "They were asked and chose to say nothing", "tick"))
    return Part(title, tuple(fields), block=at)
