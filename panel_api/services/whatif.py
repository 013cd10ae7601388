"""What-ifs: texts that are not in force, tried on the whole caseload or on a past day's; sealed, and used by nothing.

What is tried is a proposal's text, or an overlay's laid over the text that would be in force; several at once, each
over its own rulebook, and several of one rulebook one over the other.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.problems import Complaints
from engine.recording.of_rulebooks import Tried as TriedEntry
from engine.recording.of_rulebooks import WhatIfEntry, whatif_entry
from engine.recording.records import Person
from engine.whatif.asked import Protection, Spec
from engine.whatif.caseload import Row
from panel_api import store
from panel_api.errors import not_found
from panel_api.models import Proposal, WhatIf, WhatIfText
from panel_api.services.answers import refuse_if_any
from panel_api.services.caseload_run import Worked, worked
from panel_api.services.desk import Desk
from panel_api.services.overlays import find_overlay
from panel_api.services.protecting import protection_kept
from panel_api.services.whatif_texts import Against, texts_of
from panel_api.services.wording import words_given
from panel_api.store import caseload, whatif

Told = Callable[[int, int], None]
"""Called with how many cases are done, and of how many."""
MOST_TEXTS: Final = 10
MOST_WORDS: Final = 400


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a what-if. words: what it is for. proposals: by reference; overlays: by name.

    as_of: the day whose rules apply. caseload_on: the past day whose caseload it is; None for the one now.
    protection: None for none.
    """

    words: str
    proposals: tuple[str, ...]
    overlays: tuple[str, ...]
    as_of: dt.date
    caseload_on: dt.date | None = None
    protection: Protection | None = None


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A what-if that is worked out and not kept yet. cases: how many; spec: what was asked, as it is kept."""

    asked: Asked
    texts: Sequence[Against]
    cases: int
    spec: dict[str, Any]
    result: dict[str, Any]


def try_texts(desk: Desk, asked: Asked, told: Told | None = None, reference: str | None = None) -> WhatIf:
    """Try texts on a caseload and seal what comes of it; seconds to minutes. Raises Trouble as `worked_out`.

    reference: of an invented one, so that it is the same every time.
    """
    found = worked_out(desk, asked, told)
    with desk.database.writing() as session:
        return keep_whatif(session, desk, found, reference)


def worked_out(desk: Desk, asked: Asked, told: Told | None = None) -> WorkedOut:
    """What texts come to; nothing is written, and no lock is taken: it reads one moment of the database.

    Raises Trouble "bad-input" where nothing is to be tried, or a day cannot be meant; "not-found" for a text that is
    not there; "conflict" where one fails its check, or cannot be held in columns.
    """
    _refuse(desk, asked)
    with desk.database.reading() as session:
        texts = texts_of(session, desk, asked.proposals, asked.overlays, asked.as_of)
        names = [each.name for each in texts if each.answers is None]
        many, missing = caseload_size(session, names, asked)

        def rows() -> Iterator[list[Row]]:
            for name in names:
                yield from caseload.caseload(session, name, asked.as_of, asked.caseload_on)

        spec = Spec(asked.as_of, (), asked.protection or Protection(), range=True, calendar=desk.shelf.calendar())
        step: Callable[[int], None] = lambda done: None if told is None else told(done, many)  # noqa: E731
        found: Worked = worked(rows(), many, [each.texts for each in texts], spec, step, each=False)
    kept = {
        "proposals": list(asked.proposals),
        "overlays": list(asked.overlays),
        "protection": protection_kept(asked.protection),
        "not_assessed": missing,
    }
    return WorkedOut(asked, texts, many, kept, found.document)


def caseload_size(session: Session, names: Sequence[str], asked: Asked) -> tuple[int, int]:
    """How many cases there are, and how many of a past day are left out since nobody had assessed them yet."""
    past = asked.caseload_on
    many = sum(caseload.count_caseload(session, name, asked.as_of, past) for name in names)
    missing = 0 if past is None else sum(caseload.count_unassessed(session, name, past) for name in names)
    return many, missing


def size_of(desk: Desk, asked: Asked) -> int:
    """How many cases it would be tried on. Raises Trouble as `worked_out`."""
    _refuse(desk, asked)
    with desk.database.reading() as session:
        texts = texts_of(session, desk, asked.proposals, asked.overlays, asked.as_of)
        return caseload_size(session, [each.name for each in texts if each.answers is None], asked)[0]


def keep_whatif(session: Session, desk: Desk, found: WorkedOut, reference: str | None = None) -> WhatIf:
    """Seal what was worked out, all of it: its record, its row, the texts it tried, and a line of the log."""
    viewer, at, asked = desk.viewer, desk.clock(), found.asked
    rows, tried = [], []
    for each in found.texts:
        sha256 = store.keep_rulebook(session, each.name, *each.texts.after, at)
        against = store.keep_rulebook(session, each.name, *each.texts.before, at)
        rows.append(WhatIfText(name=each.name, sha256=sha256, against_sha256=against, source=each.source))
        tried.append(TriedEntry(each.name, sha256, against, each.source))
    reference = reference or whatif.new_whatif_reference(session)
    entry = WhatIfEntry(
        reference=reference,
        texts=tried,
        as_of=asked.as_of,
        caseload_on=asked.caseload_on,
        spec=found.spec,
        result=found.result,
        by=Person(viewer.role, viewer.reference),
    )
    link = store.append_record(session, whatif_entry(at, entry))
    kept = WhatIf(
        reference=reference,
        words=asked.words.strip(),
        spec=found.spec,
        as_of=asked.as_of,
        caseload_on=asked.caseload_on,
        cases=found.cases,
        result=found.result,
        record_sequence=link.sequence,
        by_role=viewer.role,
        by_reference=viewer.reference,
        by_person=viewer.person,
        made_at=at,
    )
    whatif.add_whatif(session, kept, rows)
    detail = {"rulebooks": [each.name for each in found.texts], "cases": found.cases}
    store.write_log(session, viewer, "changes", "tried", reference, at, detail)
    return kept


def _refuse(desk: Desk, asked: Asked) -> None:
    complaints, today = Complaints(), desk.last_day()
    words_given(complaints, "words", asked.words, "Say what it is for", most=MOST_WORDS)
    many = len(asked.proposals) + len(asked.overlays)
    if not many:
        complaints.add("texts", "nothing is to be tried", "a proposal or an overlay", "Choose one or more")
    if many > MOST_TEXTS or len({*asked.proposals, *asked.overlays}) != many:
        complaints.add("texts", "too much is to be tried", f"at most {MOST_TEXTS}, each once", "Choose fewer")
    if asked.caseload_on is not None and asked.caseload_on >= today:
        wrong = f"{day_words(asked.caseload_on)} is not past"
        complaints.add("caseload_on", wrong, "a day before today", "Write an earlier day, or none for the caseload now")
    refuse_if_any(complaints)


def first_day(desk: Desk, proposals: Sequence[str], overlays: Sequence[str]) -> dt.date:
    """The first day on which all of these would be in force, today or later. Raises Trouble "not-found"."""
    days = [desk.last_day()]
    with desk.database.reading() as session:
        for reference in proposals:
            row = whatif.proposal_to_try(session, desk.viewer, reference)
            days += [] if row is None else [row.from_day]
    return max([*days, *(find_overlay(desk, name).from_day for name in overlays)])


def listed_whatifs(session: Session, desk: Desk) -> Sequence[WhatIf]:
    """What was tried, the newest first; their results are not loaded."""
    return whatif.list_whatifs(session, desk.viewer)


def find_whatif(session: Session, desk: Desk, reference: str) -> WhatIf:
    """One what-if. Raises Trouble "not-found"."""
    found = whatif.whatif_by_reference(session, desk.viewer, reference)
    if found is None:
        raise not_found("There is no such what-if", "Look at /whatif")
    return found


def texts_tried(session: Session, desk: Desk, found: Sequence[WhatIf]) -> Sequence[WhatIfText]:
    """The texts that what-ifs tried, in their order and by name."""
    return whatif.texts_of(session, desk.viewer, [each.id for each in found])


def proposals_to_try(session: Session, desk: Desk) -> Sequence[Proposal]:
    """The proposals whose check passed and that were neither sent back nor withdrawn, the newest first."""
    return whatif.proposals_to_try(session, desk.viewer)
