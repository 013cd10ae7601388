"""Facts: what is asked, of what kind, and the strict reading of answers.

An absent fact is unanswered (`None` inside). `null` is refused. "none" is an answer where declared.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from engine.problems import Complaints, Place, Problem, cut
from engine.values import NONE, Answer, Type, Value, outside, pence, plain, pounds_text

Subject = Literal["need", "evidence", "provision", "context"]
KINDS: Final[dict[str, str]] = {
    "need": "what the child needs",
    "evidence": "what shows it, and when it was written",
    "provision": "what is already in place",
    "context": "age, year, phase and setting",
    "duty": "what law already requires: what Section F costs, the present award",
    "plan": "whether there is an EHC plan or a request for one",
    "diagnosis": "need-type codes and named diagnoses",
    "family": "who asked, and wishes",
    "identity": "who the child is",
    "money": "what budgets hold",
}
MOST_STRANGERS: Final = 12
SHARED_ONLY: Final = frozenset({"duty", "plan", "diagnosis", "family", "identity", "money"})

_MONEY = re.compile(r"-?[0-9]{1,12}(\.[0-9]{2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One question. `least` and `most` are in the measure of the type (pence for money).

    `words` gives, for a level, its description; for an option, its name in plain words.
    """

    name: str
    type: Type
    kind: str
    asks: str
    at: Place
    area: str | None = None
    help: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    least: int | Decimal | None = None
    most: int | Decimal | None = None
    places: int = 4
    none_words: str | None = None
    of: str | None = None
    once: bool = False
    shared: bool = False

    @property
    def is_level(self) -> bool:
        """Whether the answers are described levels from 0."""
        return self.type.kind == "whole" and bool(self.words)

    @property
    def expected(self) -> str:
        """What an answer looks like, in words for a person who got it wrong."""
        return _expected(self) + (', or "none"' if self.type.maybe_none else "")


def read_answers(
    facts: Mapping[str, Fact], answers: object, complaints: Complaints, where: str = "facts"
) -> dict[str, Value]:
    """The answers in a JSON object, strictly typed; every problem noted with its path.

    Numbers must already be `int` or `Decimal` (see `engine.strict_json`). Unknown names are refused.
    """
    if not isinstance(answers, Mapping):
        complaints.add(where, f"{_shown(answers)} stands here", "an object of facts", "Write {…}")
        return {}
    good: dict[str, Value] = {}
    strangers = 0
    for name, raw in answers.items():
        path, fact = f"{where}.{cut(str(name))}", facts.get(name)
        if fact is None:
            strangers += 1
            if strangers <= MOST_STRANGERS:
                wrong = f"`{cut(str(name))}` is not asked by this rulebook"
                complaints.add(path, wrong, _near(str(name), facts), "Remove or rename it")
            continue
        value = read_answer(fact, raw, path)
        if isinstance(value, Problem):
            complaints.problems.append(value)
        else:
            good[name] = value
    if strangers > MOST_STRANGERS:
        more = f"{strangers - MOST_STRANGERS:,} more names are not asked by it"
        complaints.add(where, more, "only its own facts", "See whether it is the right rulebook")
    return good


def _near(name: str, facts: Mapping[str, Fact]) -> str:
    import difflib

    close = difflib.get_close_matches(name, facts, 3)
    if close:
        return "one of its facts, such as " + ", ".join(f"`{each}`" for each in close)
    return "one of the facts it asks"


def read_answer(fact: Fact, raw: object, where: str) -> Value | Problem:
    """One JSON answer as a value, or the problem with it."""
    if raw is None:
        return Problem(
            where,
            "null is not an answer",
            fact.expected,
            "Leave the fact out while it is unanswered",
        )
    if fact.type.maybe_none and raw == NONE and isinstance(raw, str):
        return NONE
    value = _READERS[fact.type.kind](fact, raw)
    if value is None:
        return Problem(where, f"{_shown(raw)} is not an answer here", fact.expected, "Correct the answer")
    return value


def answer_from_text(fact: Fact, text: str | tuple[str, ...], where: Place) -> Value | Problem:
    """An answer as written in a cases file: read as text, typed by its fact; £4,100 is money."""
    kind = fact.type.kind
    raw: object = text if isinstance(text, str) else list(text)
    if isinstance(text, str) and text != NONE:
        if kind == "money":
            bare = re.sub(r"^(-?)£", r"\1", text)
            raw = text if number_from_text(bare) is None else bare.replace(",", "")
        elif kind == "yes_no":
            raw = {"yes": True, "true": True, "no": False, "false": False}.get(text, text)
        elif kind in ("whole", "number", "percent"):
            raw = number_from_text(text.removesuffix("%") if kind == "percent" else text)
            raw = text if raw is None else raw
    answer = read_answer(fact, raw, "")
    if isinstance(answer, Problem):
        return Problem(where, f"`{fact.name}`: {answer.wrong}", answer.expected, answer.remedy)
    return answer


def number_from_text(text: str) -> int | Decimal | None:
    """`16` or `1.5` (commas between thousands allowed) as an exact number, or None."""
    if not re.fullmatch(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?", text) or len(text) > 40:
        return None
    bare = text.replace(",", "")
    return Decimal(bare) if "." in bare else int(bare)


def canonical(fact: Fact, value: Answer) -> object:
    """The answer's one JSON form, as it goes into records: numbers as decimal strings."""
    return outside(value, fact.type.kind)


def from_canonical(fact: Fact, raw: object) -> Value | Problem:
    """The value behind `canonical`'s form, for replay."""
    if fact.type.kind in ("number", "percent") and isinstance(raw, str) and raw != NONE:
        raw = number_from_text(raw)
    return read_answer(fact, raw, f"facts.{fact.name}")


def _whole(fact: Fact, raw: object) -> Value | None:
    if isinstance(raw, bool) or not isinstance(raw, int):
        return None
    return raw if _within(fact, raw) else None


def _number(fact: Fact, raw: object) -> Value | None:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal) or not Decimal(raw).is_finite():
        return None
    number = Decimal(raw)
    if abs(number) >= Decimal(10) ** 15 or not _within(fact, number):
        return None
    exponent = number.normalize().as_tuple().exponent
    return number if isinstance(exponent, int) and -exponent <= fact.places else None


def _money(fact: Fact, raw: object) -> Value | None:
    if not isinstance(raw, str) or not _MONEY.fullmatch(raw):
        return None
    amount = pence(Decimal(raw))
    return amount if _within(fact, amount) else None


def _date(_: Fact, raw: object) -> Value | None:
    if not isinstance(raw, str) or not _DATE.fullmatch(raw):
        return None
    try:
        day = dt.date.fromisoformat(raw)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2199 else None


def _yes_no(_: Fact, raw: object) -> Value | None:
    return raw if isinstance(raw, bool) else None


def _choice(fact: Fact, raw: object) -> Value | None:
    return raw if isinstance(raw, str) and raw in fact.type.options else None


def _several(fact: Fact, raw: object) -> tuple[str, ...] | None:
    if not isinstance(raw, list | tuple):
        return None
    names = tuple(raw)
    fits = all(isinstance(each, str) and each in fact.type.options for each in names)
    return names if fits and len(set(names)) == len(names) else None


def _ranked(fact: Fact, raw: object) -> Value | None:
    names = _several(fact, raw)
    return None if names is None or len(names) > int(fact.most or 0) else names


def _set(fact: Fact, raw: object) -> Value | None:
    names = _several(fact, raw)
    return None if names is None else frozenset(names)


_READERS: Final = {
    "whole": _whole,
    "number": _number,
    "money": _money,
    "percent": _number,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "ranked": _ranked,
    "set": _set,
}


def _within(fact: Fact, value: int | Decimal) -> bool:
    low, high = fact.least, fact.most
    return (low is None or value >= low) and (high is None or value <= high)


def _shown(raw: object) -> str:
    """An answer as it was sent, cut where it is long."""
    try:
        return cut(json.dumps(raw, ensure_ascii=False, default=str))
    except ValueError:  # Python writes out no number of more than some thousand digits
        return "a number with too many digits to print"


def _expected(fact: Fact) -> str:
    kind, options = fact.type.kind, ", ".join(f'"{each}"' for each in fact.type.options)
    if fact.is_level:
        return f"a level, a whole number from 0 to {fact.most}"
    if kind == "whole":
        return f"a whole number from {fact.least} to {fact.most}"
    if kind == "money":
        low, high = pounds_text(int(fact.least or 0)), pounds_text(int(fact.most or 0))
        return f'pounds in quotes such as "4100.00", from "{low}" to "{high}"'
    if kind in ("number", "percent"):
        low, high = plain(fact.least or 0), plain(fact.most or 0)
        unit = f" {fact.type.unit}" if fact.type.unit else ""
        return f"a number from {low} to {high}{unit} with at most {fact.places} decimal places"
    if kind == "date":
        return 'a day such as "2026-09-14", from 1900 to 2199'
    if kind == "yes_no":
        return "true or false"
    if kind == "choice":
        return f"one of {options}"
    most = f"at most {fact.most} of " if kind == "ranked" else "any of "
    return f"a list of {most}{options}, each once" + (", first the main one" if kind == "ranked" else "")
