"""Replay: unseal a record's facts, assess them again under its rulebook, and say what came out.

The sentences people read are checked against their digest and never written anew: how the engine
speaks may improve, what it finds for the same rulebook and facts may not change.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from engine.assessing import assess
from engine.facts import from_canonical
from engine.problems import Problem, Refused
from engine.recording.canonical import Assessed, assessed_from, assessment_bytes, assessment_document
from engine.recording.chain import entry_of
from engine.recording.sealing import SealedValue, digest_of, digests_in
from engine.rulebook import Rulebook
from engine.values import Value

Verdict = Literal["same", "differs", "disposed", "no_assessment", "unreplayable"]
Book = TypeVar("Book")

ABSENT: Final = "(absent)"
"""Stands for a field that one side does not have."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose value came out otherwise. field: `outcome.annual_top_up`, `truths[12]`."""

    field: str
    stored: object
    recomputed: object

    def __str__(self) -> str:
        return f"{self.field}: stored {self.stored!r}, recomputed {self.recomputed!r}"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What replaying one record found; `differences` is empty unless the verdict is "differs".

    same: the assessment bytes are equal. disposed: values it needs are gone. no_assessment: it is of another kind than
    a decision. unreplayable: `says` why.
    """

    verdict: Verdict
    says: str
    differences: tuple[Difference, ...] = ()


def replay(
    stored: bytes,
    sealed: Iterable[SealedValue],
    load: Callable[[str], Book | None],
    assess: Callable[[Book, Mapping[str, object], dt.date], Assessed],
) -> Replayed:
    """Assess a decision's record again.

    load: the rulebook by its SHA-256, or None if its text is not held. assess: the rulebook, the facts
    in canonical JSON form and the day. What `assess` raises is not caught.
    """
    try:
        entry = entry_of(stored)
    except ValueError:
        return Replayed("unreplayable", "These bytes are not a record.")
    if entry.get("kind") != "decision":
        return Replayed("no_assessment", "This record holds no assessment.")
    values: dict[str, Any] = {}
    held = {each.path: each for each in sealed}
    for path, digest in digests_in(entry):
        value = held.get(path)
        if value is None:
            return Replayed("disposed", "Disposed: the values it rests on were removed.")
        if digest_of(value.salt, value.value) != digest:
            return Replayed("unreplayable", f"The sealed value {path} does not match its digest.")
        values[path] = json.loads(value.value)
    then = _as_it_was(entry, values)
    book = load(then.rulebook_sha256)
    if book is None:
        says = f"No rulebook with SHA-256 {then.rulebook_sha256} is held."
        return Replayed("unreplayable", says)
    now = assess(book, then.facts, then.as_of)
    if assessment_bytes(now) == assessment_bytes(then):
        return Replayed("same", "The same bytes came out.")
    differences = tuple(_compare("", assessment_document(then), assessment_document(now)))
    fields = ", ".join(each.field for each in differences)
    return Replayed("differs", f"Other values came out: {fields}.", differences)


def assess_again(book: Rulebook, facts: Mapping[str, object], as_of: dt.date) -> Assessed:
    """How `replay` assesses with this engine. Raises `Refused` if the rulebook would not take the facts."""
    problems: list[Problem] = []
    answers: dict[str, Value] = {}
    for name, raw in facts.items():
        answer = from_canonical(book.facts[name], raw)
        if isinstance(answer, Problem):
            problems.append(answer)
        else:
            answers[name] = answer
    if problems:
        raise Refused(problems)
    return assessed_from(assess(book, answers, as_of))


def _as_it_was(entry: Mapping[str, Any], values: Mapping[str, Any]) -> Assessed:
    working = values["/working"]
    return Assessed(
        rulebook=entry["rulebook"]["name"],
        rulebook_sha256=entry["rulebook"]["sha256"],
        as_of=dt.date.fromisoformat(entry["as_of"]),
        facts={name: values[f"/facts/{name}"] for name in entry["facts"]},
        status=entry["status"],
        outcome=values["/outcome"],
        derived=working["derived"],
        truths=working["truths"],
        rules=working["rules"],
        semantics=entry["semantics"],
    )


def _compare(field: str, stored: object, now: object) -> Iterable[Difference]:
    if isinstance(stored, dict) and isinstance(now, dict):
        for name in sorted(stored.keys() | now.keys()):
            below = f"{field}.{name}" if field else name
            yield from _compare(below, stored.get(name, ABSENT), now.get(name, ABSENT))
    elif field in ("truths", "rules") and isinstance(stored, str) and isinstance(now, str):
        if len(stored) != len(now):
            yield Difference(f"{field} (how many)", len(stored), len(now))
            return
        for number, (old, new) in enumerate(zip(stored, now, strict=True)):
            if old != new:
                yield Difference(f"{field}[{number}]", old, new)
    elif stored != now or type(stored) is not type(now):
        yield Difference(field, stored, now)
