"""What goes into a record of rulebooks: a re-scoring, a what-if, and an adoption. None of them is of any case alone."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.recording.records import FORMAT, Person, person_leaf, utc_text
from engine.recording.sealing import Personal, Sealed, seal


def rescoring_entry(
    at: dt.datetime,
    reference: str,
    name: str,
    texts: tuple[str, str],
    as_of: dt.date,
    result: Mapping[str, object],
    by: Person,
) -> Sealed:
    """Seal what the caseload comes to under a text. texts: the hash of the one tried and of the one in force.

    result: counts and pounds of all cases together, sealed as one leaf since few cases may stand behind a count.
    """
    return seal(
        {
            "against": texts[1],
            "as_of": as_of.isoformat(),
            "at": utc_text(at),
            "by": person_leaf(by),
            "format": FORMAT,
            "kind": "rescoring",
            "reference": reference,
            "result": Personal(dict(result)),
            "rulebook": {"name": name, "sha256": texts[0]},
        }
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """A text that a what-if tried: its rulebook's name, its hash, that of the text it was held against, and its source.

    source: a proposal's reference, an overlay's name, or several of them.
    """

    name: str
    sha256: str
    against: str
    source: str


@dataclass(frozen=True, slots=True)
class WhatIfEntry:
    """What a what-if says. caseload_on: the past day whose caseload it is; None for the caseload as it was then.

    spec: what was asked, of nobody. result: counts and pounds of all cases together, sealed as one leaf since few cases
    may stand behind a count.
    """

    reference: str
    texts: Sequence[Tried]
    as_of: dt.date
    caseload_on: dt.date | None
    spec: Mapping[str, object]
    result: Mapping[str, object]
    by: Person


def whatif_entry(at: dt.datetime, given: WhatIfEntry) -> Sealed:
    """Seal what the caseload would come to by texts that are not in force, and come in force by nothing here."""
    return seal(
        {
            "as_of": given.as_of.isoformat(),
            "at": utc_text(at),
            "by": person_leaf(given.by),
            "caseload_on": None if given.caseload_on is None else given.caseload_on.isoformat(),
            "format": FORMAT,
            "kind": "whatif",
            "reference": given.reference,
            "result": Personal(dict(given.result)),
            "spec": dict(given.spec),
            "texts": [
                {"against": each.against, "name": each.name, "sha256": each.sha256, "source": each.source}
                for each in given.texts
            ],
        }
    )


@dataclass(frozen=True, slots=True)
class Adopted:
    """What an adoption says. texts: the hash of the text put in force and of the one it replaces.

    rescoring: the number of the record that seals the re-scoring it rests on. proposed_by: None where an earlier text
    is put back. words: why, in clear: they are the authority's and of nobody.
    """

    reference: str
    kind: str
    name: str
    texts: tuple[str, str]
    from_day: dt.date
    rescoring: int
    words: str
    proposed_by: Person | None
    by: Person


def adoption_entry(at: dt.datetime, given: Adopted) -> Sealed:
    """Seal that a rulebook's text is in force from a day."""
    return seal(
        {
            "at": utc_text(at),
            "by": person_leaf(given.by),
            "change": given.kind,
            "format": FORMAT,
            "from": given.from_day.isoformat(),
            "kind": "adoption",
            "proposed_by": None if given.proposed_by is None else person_leaf(given.proposed_by),
            "reference": given.reference,
            "replaces": given.texts[1],
            "rescoring": given.rescoring,
            "rulebook": {"name": given.name, "sha256": given.texts[0]},
            "words": given.words,
        }
    )
