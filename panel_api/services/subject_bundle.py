"""All that is held of a child, gathered for whoever asks: this case, and the cases of the same child linked with it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine.problems import Refused
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.letters.letterhead import read_letterhead
from panel_api.models import Case, Party, SubjectRequest
from panel_api.services.desk import Desk
from panel_api.services.shielding import shields
from panel_api.shelf import NoSuchRulebook
from panel_api.store import subjects
from panel_api.subject_access.document import About, Json, document
from panel_api.subject_access.items import Choices, Item, Teller
from panel_api.subject_access.reader import Reader, Row, reader_of
from panel_api.subject_access.rights import how_long
from panel_api.subject_access.tables import TOLD

_PLACES = ("name", "school", "to_school")
_WORKERS = ("by_reference", "changed_by", "withdrawn_by", "released_by")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as it would be given today. items: with what is kept back of each. reader: by whose eyes."""

    document: Json
    items: tuple[Item, ...]
    reader: Reader
    shielded: bool


def bundle_of(session: Session, desk: Desk, case: Case, request: SubjectRequest, day: dt.date) -> Bundle:
    """The bundle of a request as things stand; about forty queries, however much there is."""
    cases = of_the_child(session, desk, case)
    numbers = [each.id for each in cases]
    rows = {
        name: subjects.held_of_cases(session, desk.viewer, name, numbers, told.by)
        for name, told in TOLD.items()
        if not told.whole
    }
    rows["subject_requests"] = [each for each in rows["subject_requests"] if each["id"] != request.id]
    names = subjects.names_for(session)
    reader = _reader(session, cases, request, rows, names)
    references = {each.id: each.reference for each in cases}
    teller = Teller(reader, choices_of(session, desk, request), references, names, _books(desk))
    items = tuple(item for name, found in rows.items() for item in teller.items(name, found))
    looks = subjects.looks_at(session, list(references.values()))
    about = About(
        reference=request.reference,
        day=day,
        asked_on=request.asked_on,
        to=request.recipient,
        child=next((each.name or "" for each in case.parties if each.role == "child"), ""),
        cases=tuple(references.values()),
        head=read_letterhead(desk.settings.letterhead),
        long=tuple(how_long(desk.shelf.retention())),
    )
    around = {party.role for each in cases for party in each.parties}
    return Bundle(document(about, items, looks, around), items, reader, shielded_in(cases))


def of_the_child(session: Session, desk: Desk, case: Case) -> list[Case]:
    """The case, and those linked with it that whoever answers may see."""
    others = [
        store.case_by_reference(session, desk.viewer, each.reference)
        for each in store.links_of(session, desk.viewer, case)
    ]
    return [case, *(each for each in others if each is not None and each.stage != "disposed")]


def shielded_in(cases: Iterable[Case]) -> bool:
    """Whether anybody is shielded in any of them, so that a second person looks."""
    return any(shields(each) for each in cases)


def choices_of(session: Session, desk: Desk, request: SubjectRequest) -> Choices:
    """What people decided of a bundle: what they withhold, and what they let through."""
    withheld = {each.item: each.why for each in subjects.withheld_of(session, desk.viewer, request)}
    return Choices(withheld, frozenset((request.contents or {}).get("let_through", {})))


def asker_in(case: Case, request: SubjectRequest) -> Party | None:
    """Where whoever asks stands in the case."""
    return next((each for each in case.parties if each.id == request.party_id), None)


def _reader(
    session: Session,
    cases: Sequence[Case],
    request: SubjectRequest,
    rows: Mapping[str, Sequence[Row]],
    names: Mapping[str, Mapping[int, Any]],
) -> Reader:
    party = asker_in(cases[0], request)
    references = {str(row[each]) for found in rows.values() for row in found for each in _WORKERS if row.get(each)}
    workers = subjects.names_at_work(session, references)
    return reader_of(cases, party, request.asker, workers, _schools(party, rows, names))


def _schools(
    party: Party | None,
    rows: Mapping[str, Sequence[Row]],
    names: Mapping[str, Mapping[int, Any]],
) -> list[str]:
    """The names of schools that would tell a shielded place; not those that whoever asks asked for themselves."""
    own = party.id if party else None
    found: dict[str, None] = {}
    for table in ("decisions", "consultations", "schools_asked"):
        for row in rows[table]:
            if row["school"] and not (table == "schools_asked" and own is not None and row["party_id"] == own):
                found.setdefault(str(row["school"]))
    for row in rows["placements"]:
        found.setdefault(str(names["provisions"].get(row["provision_id"], "")))
    return [each for each in found if each]


def _books(desk: Desk) -> Callable[[str], Rulebook | None]:
    def book(name: str) -> Rulebook | None:
        try:
            return desk.shelf.book(name) if name else None
        except (NoSuchRulebook, Refused):
            return None

    return book
