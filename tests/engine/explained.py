"""Assessments of the shipped rulebooks for the tests of what is said about them."""

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from engine.assessing import Assessment, Opinions, assess
from engine.facts import read_answers
from engine.language.loading import load_folder
from engine.problems import Complaints
from engine.proof.cases import read_cases
from engine.rulebook import Rulebook

ROOT = Path(__file__).resolve().parents[2]
AGREED = Opinions(("reference: every number", "durable-rules: every rule"))
NAMES = tuple(sorted(folder.name for folder in (ROOT / "rules").iterdir() if (folder / "rulebook.yaml").exists()))


@cache
def book_of(name: str) -> Rulebook:
    """A shipped rulebook."""
    return load_folder(ROOT / "rules" / name)


def assessed(name: str, facts: object, day: str) -> Assessment:
    """The assessment of answers as they come in JSON."""
    book, complaints = book_of(name), Complaints()
    answers = read_answers(book.facts, facts, complaints)
    complaints.raise_if_any()
    return assess(book, answers, dt.date.fromisoformat(day))


def example(name: str, *without: str, day: str | None = None) -> Assessment:
    """One of `examples/`, perhaps with some answers left out or on another day."""
    case = json.loads((ROOT / "examples" / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    facts = {fact: answer for fact, answer in case["facts"].items() if fact not in without}
    return assessed("county_top_up", facts, day or case["as_of"])


def worked_cases(name: str) -> Iterator[tuple[str, Assessment]]:
    """Every case beside a rulebook that is assessed one request at a time."""
    book, complaints = book_of(name), Complaints()
    file = ROOT / "rules" / name / "cases.yaml"
    if book.over:
        return
    for case in read_cases(book, file.read_text(encoding="utf-8"), str(file), complaints):
        yield case.name, assess(book, case.units[""], case.day)
    complaints.raise_if_any()
