"""A place of the directory as people type it into its form, read as a program would have sent it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.facts import Fact
from engine.law.institutions import INSTITUTIONS
from engine.problems import Problem
from panel_api.pages.answers_typed import answer_typed, told_of
from panel_api.pages.asked import DAY, DAY_WRONG, YES_NO, Field, field_told, field_view, raw_value
from panel_api.pages.forms import Lists
from panel_api.services.provision_fields import FACT, plain_field
from panel_api.services.provision_pages import need_words
from panel_api.views.provision import ADMITS, PHASES
from panel_api.views.trying import field as question_view

_KINDS: Final = tuple((code, each.words) for code, each in INSTITUTIONS.items())
_METRES: Final = "A whole number of metres on the National Grid."
COLUMNS: Final = (
    Field("kind", "What kind of provision is it?", "choice", needed="Choose what it is.", options=_KINDS),
    Field("name", "What is it called?", needed="Write its name."),
    Field("town", "In which town or village?"),
    Field("partnership", "Which partnership does it belong to?", hint="As requests name it.",
          wrong="Write the name of a partnership."),
    Field("authority", "In which council's area?", hint="The council's code, such as 998.", width="5",
          wrong="Write the council's code, such as 998."),
    Field("phase", "Which phase does it teach?", "choice", options=tuple(PHASES.items())),
    Field("least_age", "From what age?", "number", "This age included.", width="3", wrong="Write an age from 0 to 25."),
    Field("most_age", "To what age?", "number", "This age included.", width="3", wrong="Write an age from 0 to 25."),
    Field("admits", "Whom does it admit?", "choice", options=tuple(ADMITS.items())),
    Field("boarding", "Does it board?", "choice", options=YES_NO),
    Field("section_41", "Is it approved under section 41?", "choice", options=YES_NO,
          hint="Only independent schools and specialist colleges can be."),
    Field("capacity", "How many children can it physically hold?", "number", width="5", wrong="Write a whole number."),
    Field("easting", "Easting", "number", _METRES, width="10", wrong="Write a whole number up to 700000."),
    Field("northing", "Northing", "number", _METRES, width="10", wrong="Write a whole number up to 1300000."),
    Field("catchment", "Its catchment, in words"),
    Field("outreach", "What it does for children elsewhere, in words"),
    Field("website", "Website", wrong="Write an address that begins with https://."),
    Field("telephone", "Telephone", wrong="Write a telephone number.", width="20"),
    Field("opened_on", "On which day did it open?", "day", DAY, wrong=DAY_WRONG, width="20"),
)  # fmt: skip
WHY: Final = Field("words", "Why, and where is it from?", "words", needed="Write why, and where it is from.")
NEEDS_KNOWN: Final = "needs_known"
_KNOWN: Final = (("", "Not known"), ("yes", "For what is ticked below, and nothing else"))


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: fields as a program would send them, and the names of those left empty."""

    fields: dict[str, Any]
    empty: list[str]
    words: str


def typed_of(lists: Lists, asked: Mapping[str, Fact]) -> Typed:
    """The form, read."""
    fields: dict[str, Any] = {}
    empty: list[str] = []
    for field in COLUMNS:
        text = _last(lists, field.name)
        yes_no = field.options == YES_NO
        if text:
            fields[field.name] = raw_value("yes_no" if yes_no else field.shape, text)
        else:
            empty.append(field.name)
    if _last(lists, NEEDS_KNOWN) == "yes":
        fields["needs"] = [each for each in lists.get("needs", []) if each]
    else:
        empty.append("needs")
    facts: dict[str, Any] = {}
    for name, fact in asked.items():
        answer = _fact_typed(lists, name, fact)
        if answer is None:
            empty.append(FACT + name)
        else:
            facts[name] = answer
    return Typed({**fields, "facts": facts}, empty, _last(lists, "words"))


def values_of(fields: Mapping[str, Any]) -> Lists:
    """What stands in the form until somebody types: the fields of a place as the form would send them."""
    found: Lists = {}
    for name, value in fields.items():
        if isinstance(value, list):
            found[name] = [str(each) for each in value]
            found[f"{name}_known"] = ["yes"]
        elif isinstance(value, bool):
            found[name] = [("true" if value else "false") if name.startswith(FACT) else "yes" if value else "no"]
        else:
            found[name] = [str(plain_field(value))]
    return found


def form_fields(
    lists: Lists, asked: Mapping[str, Fact], problems: tuple[Problem, ...] | list[Problem]
) -> dict[str, Any]:
    """The form as its template draws it, with what is wrong beside each field."""
    errors = {_name(each): each for each in reversed(list(problems))}
    columns = []
    for field in COLUMNS:
        text, wrong = _last(lists, field.name), errors.get(field.name)
        told = field_told(field, wrong.wrong, wrong.remedy, text) if wrong else ""
        empty = "Choose one" if field.needed else "Not known"
        columns.append({**field_view(field, field.name, text, told), "empty": empty})
    questions = [_question(lists, name, fact, errors.get(FACT + name)) for name, fact in asked.items()]
    wrong = errors.get("words")
    why = field_view(
        WHY,
        "words",
        _last(lists, "words"),
        field_told(WHY, wrong.wrong, wrong.remedy, _last(lists, "words")) if wrong else "",
    )
    return {
        "columns": columns,
        "needs": {
            "known": _last(lists, NEEDS_KNOWN),
            "choices": _KNOWN,
            "options": list(need_words().items()),
            "ticked": lists.get("needs", []),
        },
        "questions": questions,
        "why": why,
        "told": [
            *({"anchor": each["id"], "text": each["error"]} for each in columns if each["error"]),
            *({"anchor": each["id"], "text": each["error"]} for each in questions if each["error"]),
            *([{"anchor": "words", "text": why["error"]}] if why["error"] else []),
        ],
        "others": [
            each.message
            for name, each in errors.items()
            if name
            not in {field.name for field in COLUMNS} | {"words", "code", "within"} | {FACT + each for each in asked}
        ],
    }


def _question(lists: Lists, name: str, fact: Fact, wrong: Problem | None) -> dict[str, Any]:
    """A question of the rulebook; a list of ticks has before it whether it is known at all."""
    typed = {name: lists.get(FACT + name, [])}
    shown = question_view(fact, typed, {name: told_of(fact)} if wrong else {})
    is_set = fact.type.kind == "set"
    return {
        **shown,
        "name": FACT + name,
        "known": _last(lists, f"{FACT}{name}_known") if is_set else None,
        "known_name": f"{FACT}{name}_known",
        "choices": _KNOWN,
    }


def _fact_typed(lists: Lists, name: str, fact: Fact) -> Any:
    values = [each for each in lists.get(FACT + name, []) if each]
    if fact.type.kind == "set":
        return values if _last(lists, f"{FACT}{name}_known") == "yes" else None
    return answer_typed(fact, values)


def _name(problem: Problem) -> str:
    """The form's field that a problem is about."""
    where = str(problem.where).removeprefix("fields.")
    return where.split("[")[0]


def _last(lists: Lists, name: str) -> str:
    return (lists.get(name) or [""])[-1].strip().replace("\r\n", "\n")
