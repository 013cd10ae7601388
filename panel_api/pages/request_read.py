"""A request read from what was typed: as a program would have sent it, with each problem told at its field.

What has to be there and is not stands in `missing`; what is there and cannot be used, in `wrong`. Nothing is guessed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from engine.facts import Fact
from engine.problems import Problem
from engine.values import NONE
from panel_api import schemas, services
from panel_api.errors import Trouble
from panel_api.pages.answers_typed import answer_typed, told_of
from panel_api.pages.asked import Field, field_told, raw_value
from panel_api.pages.request_form import Step, Writing, begun
from panel_api.reading import read
from panel_api.services import Desk
from panel_api.services.context import Filled
from panel_api.services.take_in import WITH_A_PLAN, new_case
from panel_api.upn import mistyped

Raw = dict[str, Any]
Fields = dict[str, tuple[str, str, Field | Fact]]
"""Everything asked by its name, with the code of its step and whom or what it is about."""
_UPN: Final = "The letter of this number does not fit its digits. Correct it, or leave it empty."


@dataclass(frozen=True, slots=True)
class Told:
    """Something to say at a field, or (with no name) of the whole request. step: the code of its step.

    of: what it is about, where it stands away from its field.
    """

    step: str
    name: str
    text: str
    of: str = ""

    @property
    def line(self) -> str:
        """The same in a list of what stops the request."""
        return f"{self.of}: {self.text[:1].lower()}{self.text[1:]}" if self.of else self.text


@dataclass(frozen=True, slots=True)
class Examined:
    """What a draft comes to. given: the request, where nothing stops it. filled: what intake worked out, and why.

    facts: every answer as it would be kept.
    """

    given: schemas.NewCase | None
    wrong: Sequence[Told] = ()
    missing: Sequence[Told] = ()
    filled: Filled = field(default_factory=dict)
    facts: Raw = field(default_factory=dict)


def examine(desk: Desk, writing: Writing, steps: Sequence[Step], council: str) -> Examined:
    """Read a draft as it stands today. council: the authority's own code. Keeps nothing."""
    missing = _missing(writing, steps)
    typo = [Told("child", "child.reference", _UPN, "UPN")] if mistyped(writing.first("child.reference")) else []
    raw, places = raw_of(writing, steps, council, desk.last_day())
    try:
        given = read(schemas.NewCase, raw)
        case, filled = new_case(desk, given)
    except Trouble as trouble:
        if trouble.kind != "bad-input":
            raise
        problems = [*trouble.problems, *services.answer_problems(desk, raw)]
        return Examined(None, typo + _told(writing, steps, places, missing, problems), missing)
    return Examined(None if missing or typo else given, typo, missing, filled, dict(case.facts))


def _missing(writing: Writing, steps: Sequence[Step]) -> list[Told]:
    """What has to be there and is not; of someone who may be left out whole, only once something stands there."""
    elsewhere = writing.first("plan.maintained") == "other"
    found = []
    for step in steps:
        for part in step.parts:
            if part.block and not begun(writing, part):
                continue
            for each in part.fields:
                code = elsewhere and each.name == "authorities.maintaining.reference"
                needed = "Write the code of the authority that maintains the plan." if code else each.needed
                if needed and not writing.first(each.name) and not _quiet(writing, each.name):
                    found.append(Told(step.code, each.name, needed, part.title if part.block else ""))
    return found


def raw_of(writing: Writing, steps: Sequence[Step], council: str, today: dt.date) -> tuple[Raw, dict[str, str]]:
    """The request as a program would send it; and for each place in its lists, what the form's names begin with."""
    tree: Raw = {}
    facts: Raw = {}
    for step in steps:
        for part in step.parts:
            for each in part.fields:
                _place(tree, each, writing.first(each.name))
            for fact in part.facts:
                answer = answer_typed(fact, writing.typed.get(fact.name, []))
                if answer is not None:
                    facts[fact.name] = answer
    case: Raw = tree.get("case", {})
    places: dict[str, str] = {}
    asked_on = case.get("asked_on", today.isoformat())
    raw: Raw = {
        "rulebook": writing.book.name,
        "legal_basis": writing.basis,
        "asked_on": asked_on,
        "child": tree.get("child", {}),
        "parents": _listed(tree, "parents", places, {"from": tree.get("child", {}).get("date_of_birth", asked_on)}),
        "around": _listed(tree, "around", places, {"from": asked_on}),
        "authorities": _authorities(writing, tree, council, asked_on),
        "voices": _voices(tree, places),
        "days": tree.get("days", {}),
        "facts": {**_plan(writing), **facts, **_silences(writing, tree)},
    }
    partnership = writing.known.partnership or case.get("partnership") if writing.urn else case.get("partnership")
    school = _school(writing, tree, asked_on)
    return raw | {n: each for n, each in (("partnership", partnership), ("school", school)) if each}, places


def _place(tree: Raw, asked: Field, text: str) -> None:
    """Put one answer where its name says; what was left empty is left out."""
    if not text or (asked.shape == "tick" and text != "yes"):
        return
    *way, last = asked.name.split(".")
    for step in way:
        tree = tree.setdefault(step, {})
    tree[last] = True if asked.shape == "tick" else raw_value(asked.shape, text.replace("\r\n", "\n"))


def _listed(tree: Raw, name: str, places: dict[str, str], otherwise: Raw) -> list[Raw]:
    found: list[Raw] = []
    for number in sorted(tree.get(name, {}), key=int):
        places[f"{name}[{len(found)}]"] = f"{name}.{number}"
        found.append({**otherwise, **tree[name][number]})
    return found


def _voices(tree: Raw, places: dict[str, str]) -> list[Raw]:
    voices: Raw = tree.get("voices", {})
    found: list[Raw] = []
    order = [place.removeprefix("parents.") for each, place in places.items() if each.startswith("parents[")]
    spoken: list[tuple[str, Raw, Raw]] = [("voices.child", voices.get("child", {}), {"who": "child"})]
    for number, said in sorted(voices.get("parents", {}).items()):
        which = {"parent": order.index(number) + 1} if number in order else {}
        spoken.append((f"voices.parents.{number}", said, {"who": "parent", **which}))
    spoken.append(("voices.family", voices.get("family", {}), {"who": "parent"}))
    spoken.append(("voices.school", voices.get("school", {}), {"who": "school"}))
    for place, said, who in spoken:
        if "words" in said:
            places[f"voices[{len(found)}]"] = place
            found.append({**who, **{name: said[name] for name in ("words", "heard_on") if name in said}})
    return found


def _silences(writing: Writing, tree: Raw) -> Raw:
    """That the child was asked and chose to say nothing: an answer, where the rulebook asks for one."""
    child = tree.get("voices", {}).get("child", {})
    quiet = child.get("quiet") and "words" not in child and "views_child" in writing.book.facts
    return {"views_child": NONE} if quiet else {}


def _plan(writing: Writing) -> Raw:
    """That there is an EHC plan follows from what a school brings, so it is not asked."""
    return (
        {"ehc_plan": True} if writing.urn and writing.basis in WITH_A_PLAN and "ehc_plan" in writing.book.facts else {}
    )


def _school(writing: Writing, tree: Raw, asked_on: str) -> Raw | None:
    typed: Raw = tree.get("school", {})
    if writing.urn:
        name = writing.known.name or typed.get("name")
        return {"from": asked_on, **typed, "reference": writing.urn} | ({"name": name} if name else {})
    return {"from": asked_on, **typed} if typed else None


def _authorities(writing: Writing, tree: Raw, council: str, asked_on: str) -> Raw:
    found: Raw = {role: {"from": asked_on, **each} for role, each in tree.get("authorities", {}).items()}
    if not writing.urn:
        return found
    own = {"name": writing.council, "reference": council, "from": asked_on}
    known, maintained = writing.known, tree.get("plan", {}).get("maintained")
    named = {"name": known.area_name} if known.area_name else {}
    area = {**named, "reference": known.area, "from": asked_on} if known.area else own
    maintaining = own if maintained == "own" else found.get("maintaining") if maintained else None
    return {"area": area, "paying": own} | ({"maintaining": maintaining} if maintaining else {})


def _told(
    writing: Writing,
    steps: Sequence[Step],
    places: dict[str, str],
    missing: Sequence[Told],
    problems: Sequence[Problem],
) -> list[Told]:
    """Each problem at its field; where a field has to be filled and is empty, that is said already."""
    fields = _fields(steps)
    said = {each.name for each in missing}
    found: dict[str, Told] = {}
    for problem in problems:
        name = _name_of(str(problem.where), places, fields)
        if name in said or name in found or ("plan.maintained" in said and name.startswith("authorities.")):
            continue
        if name in fields:
            step, of, asked = fields[name]
            if isinstance(asked, Fact):
                found[name] = Told(step, name, told_of(asked))
                continue
            text = field_told(asked, problem.wrong, problem.remedy, writing.first(name))
            found[name] = Told(step, name, text, f"{of}, {asked.asks.lower()}" if of else asked.asks)
        elif not missing:
            found[name] = Told("", "", problem.message)
    return list(found.values())


def _fields(steps: Sequence[Step]) -> Fields:
    fields: Fields = {}
    for step in steps:
        for part in step.parts:
            of = part.title if part.block else ""
            fields |= {each.name: (step.code, of, each) for each in part.fields}
            fields |= {each.name: (step.code, "", each) for each in part.facts}
    return fields


def _name_of(where: str, places: dict[str, str], fields: Fields) -> str:
    for start, name in places.items():
        if where.startswith(f"{start}.") or where == start:
            where = name + where[len(start) :]
    where = where.removeprefix("facts.").split("[")[0]
    own = {"asked_on": "case.asked_on", "partnership": "case.partnership"}.get(where, where)
    if own in fields:
        return own
    inner = [name for name in fields if name.startswith(f"{own}.")]
    return next((name for name in inner if name.endswith(".reference")), inner[0] if inner else own)


def _quiet(writing: Writing, name: str) -> bool:
    """Whether words are not waited for: the child was asked and chose to say nothing."""
    return name.endswith(".words") and writing.first(name.removesuffix("words") + "quiet") == "yes"


def told_in(step: Step, told: Sequence[Told]) -> list[Told]:
    """What to say at the fields of a step, in their order."""
    return sorted((each for each in told if each.step == step.code), key=lambda each: step.names.index(each.name))
