"""The one byte form of a value (RFC 8785) and the assessment bytes built from it.

The same inputs give the same bytes in any process, time zone or hash seed. Assessment bytes hold
answers in clear: they are rebuilt when wanted, and never stored or hashed without a salt.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import rfc8785

from engine.facts import canonical
from engine.values import outside

if TYPE_CHECKING:
    from engine.assessing import Assessment

SEMANTICS: Final = "1"
"""Raised when the same rulebook text would come to mean something else."""

GREATEST: Final = 2**53 - 1
"""The largest whole number that every program reads alike."""

_LETTERS: Final = {True: "1", False: "0", None: "u"}


def canonical_bytes(value: object) -> bytes:
    """JSON in its canonical form (RFC 8785): sorted names, no spaces, UTF-8, no line break.

    Takes dicts with text names, lists, tuples, text, whole numbers within ±(2^53 - 1), booleans
    and None. Raises ValueError for anything else: a float has no one exact meaning here, so money
    and numbers go in as decimal strings.
    """
    _refuse_floats(value, "$")
    try:
        return bytes(rfc8785.dumps(value))  # type: ignore[arg-type]  # checked by rfc8785 itself
    except rfc8785.CanonicalizationError as error:
        raise ValueError(f"not canonical JSON: {error}") from None
    except UnicodeEncodeError:
        raise ValueError("not canonical JSON: text with half a surrogate pair") from None


def read_canonical(stored: bytes) -> object:
    """What these bytes say, where no program could read them as anything else.

    Raises ValueError where they are not the canonical form of what they say: a name that stands twice, spaces, another
    way to write a letter, a number that programs read differently.
    """
    try:
        found = json.loads(stored.decode(), parse_float=_refused, parse_constant=_refused, parse_int=_whole)
        quick = json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    if quick != stored and canonical_bytes(found) != stored:  # names beyond the basic plane sort otherwise there
        raise ValueError("not the canonical form of what it says")
    return found


def sha256_hex(stored: bytes) -> str:
    """SHA-256 as `sha256sum` prints it: 64 lower-case hexadecimal digits."""
    return hashlib.sha256(stored).hexdigest()


@dataclass(frozen=True, slots=True)
class Assessed:
    """What an assessment found, every value in its canonical JSON form (money "6378.00", dates ISO).

    facts: the answers given, by name; an unanswered fact is absent. outcome, derived: by name, None
    where unknown. truths, rules: one letter a condition or rule in the engine's fixed order, 1 true,
    0 false, u unknown, - not asked. rulebook_sha256: over its text followed by the vocabulary's.
    """

    rulebook: str
    rulebook_sha256: str
    as_of: dt.date
    facts: Mapping[str, object]
    status: str
    outcome: Mapping[str, object]
    derived: Mapping[str, object]
    truths: str
    rules: str
    semantics: str = SEMANTICS


def assessment_document(found: Assessed) -> dict[str, object]:
    """The assessment as JSON, in the shape that is made canonical, sealed and compared."""
    return {
        "as_of": found.as_of.isoformat(),
        "derived": dict(found.derived),
        "facts": dict(found.facts),
        "outcome": dict(found.outcome),
        "rulebook": {"name": found.rulebook, "sha256": found.rulebook_sha256},
        "rules": found.rules,
        "semantics": found.semantics,
        "status": found.status,
        "truths": found.truths,
    }


def assessment_bytes(found: Assessed) -> bytes:
    """The assessment's canonical bytes: equal inputs, equal bytes, anywhere. Never stored."""
    return canonical_bytes(assessment_document(found))


def assessed_from(assessment: "Assessment") -> Assessed:
    """An assessment in canonical form; nothing derived where its rulebook was not in force."""
    book, found = assessment.rulebook, assessment.evaluation
    answers = ((book.facts[name], value) for name, value in assessment.answers.items())
    outcome = assessment.outcome
    derived = () if found is None else zip(book.derives.values(), found.derived, strict=True)
    return Assessed(
        rulebook=book.name,
        rulebook_sha256=book.sha256,
        as_of=assessment.day,
        facts={fact.name: canonical(fact, value) for fact, value in answers},
        status=assessment.status,
        outcome={name: outside(outcome[name], step.node.type.kind) for name, step in book.outcomes.items()},
        derived={step.name: outside(value, step.node.type.kind) for step, value in derived},
        truths="" if found is None else found.truths,
        rules="" if found is None else "".join(_LETTERS[truth] for truth in found.rules),
    )


def _refused(text: str) -> object:
    raise ValueError(f"{text[:40]} is a binary float")


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > GREATEST:
        raise ValueError("a number beyond 2^53")
    return int(text)


def _refuse_floats(value: object, path: str) -> None:
    if isinstance(value, float):
        raise ValueError(f"{path} is a binary float; write numbers as decimal strings")
    if isinstance(value, Mapping):
        for name, each in value.items():
            _refuse_floats(each, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            _refuse_floats(each, f"{path}[{index}]")
