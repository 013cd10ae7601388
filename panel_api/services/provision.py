"""Keeping the directory of provision: a place is added, changed, closed and opened, each with why and by whom."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine.facts import canonical, read_answers
from engine.law.institutions import INSTITUTIONS
from engine.placing.history import changed, undone
from engine.problems import Complaints, Problem
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Provision, ProvisionChange
from panel_api.schemas_provision import (
    Closing,
    NewProvision,
    OpeningAgain,
    ProvisionEdit,
    ProvisionFields,
    given_in,
)
from panel_api.services.answers import refuse_if_any
from panel_api.services.budget import end_of
from panel_api.services.desk import Desk
from panel_api.services.provision_facts import fit_book_or_none, place_facts
from panel_api.services.provision_fields import FACT, FIELDS, MUST, fields_of, plain_field, put_fields
from panel_api.store import Stale
from panel_api.store.cases import ALPHABET
from panel_api.store.provision import provision_by_code
from panel_api.store.provision_history import (
    add_change,
    add_provision_row,
    changes_of,
    hold_provision,
)

_OF_SCHOOL = ("authority", "partnership", "town", "phase", "easting", "northing")
"""What a unit has from its school, where it is not said."""
_ENDINGS = {"sen_unit": "-U", "resourced_provision": "-R"}


@dataclass(frozen=True, slots=True)
class Past:
    """A place as the directory had it at the end of a day. later: what was changed since, the latest first.

    fields: None where it did not stand in the directory yet.
    """

    day: dt.date
    fields: dict[str, Any] | None
    later: Sequence[ProvisionChange]


def find_provision(session: Session, desk: Desk, code: str) -> Provision:
    """One place. Raises Trouble "not-found"."""
    row = provision_by_code(session, desk.viewer, code)
    if row is None:
        raise not_found(f'The directory has no "{code[:40]}"', "Look at /provision")
    return row


def add_provision(session: Session, desk: Desk, given: NewProvision) -> Provision:
    """Take a place into the directory. Raises Trouble "bad-input" with every problem, "conflict" for a code it has."""
    complaints = Complaints()
    school = _school_of(session, desk, given, complaints)
    fields = {name: plain_field(value) for name, value in given_in(given).items()}
    if school is not None:
        fields |= {name: getattr(school, name) for name in _OF_SCHOOL if name not in fields and getattr(school, name)}
        pair = ("easting", "northing")
        if any(getattr(given, name) is not None for name in pair):
            fields |= {name: getattr(given, name) for name in pair}
    fields |= {"state": given.state, "invented": given.invented, **_facts(desk, given, complaints)}
    _check(fields, complaints)
    refuse_if_any(complaints)
    code = given.code or (f"{school.code}{_ENDINGS[given.kind]}" if school else _free_code(session, desk))
    if provision_by_code(session, desk.viewer, code) is not None:
        raise conflict(f"The directory has {code} already", f"Change it at /provision/{code}, or give another code")
    row = Provision(code=code, within_id=school.id if school else None)
    put_fields(row, fields)
    add_provision_row(session, row, desk.clock())
    _keep(session, desk, row, changed({}, fields_of(row)), given.words)
    return row


def change_provision(session: Session, desk: Desk, code: str, version: int, given: ProvisionEdit) -> Provision:
    """Change what the directory says of a place. Raises Trouble "not-found", "stale" or "bad-input".

    What changes nothing writes nothing.
    """
    row, complaints = _held(session, desk, code, version), Complaints()
    now = fields_of(row)
    said = {name: plain_field(value) for name, value in given_in(given.fields).items()}
    said |= _facts(desk, given.fields, complaints, "fields.facts")
    asked = {FACT + name for name in place_facts(fit_book_or_none(desk))}
    for number, name in enumerate(given.unknown):
        where = f"unknown[{number}]"
        if name in MUST or name == "closed_on" or not (name in FIELDS or name in now or name in asked):
            complaints.add(where, f"`{name}` cannot be unknown", "a field that may be, such as `capacity`", "Remove it")
        elif name in said:
            complaints.add(where, f"`{name}` is said and unknown at once", "one of the two", "Remove one")
    fields = {name: value for name, value in {**now, **said}.items() if name not in given.unknown}
    if INSTITUTIONS[str(fields["kind"])].within != (row.within_id is not None):
        wrong = "a unit is part of a school, and anything else is not"
        complaints.add("fields.kind", wrong, "a kind that this place can be", "Add it anew as what it is")
    _check(fields, complaints, "fields.")
    refuse_if_any(complaints)
    return _write(session, desk, row, fields, given.words)


def close_provision(session: Session, desk: Desk, code: str, version: int, given: Closing) -> Provision:
    """Say that a place closes on a day. Raises Trouble."""
    row = _held(session, desk, code, version)
    if row.opened_on is not None and given.last_day < row.opened_on:
        problem = Problem("last_day", "it opened after that day", f"a day from {row.opened_on} on", "Correct it")
        raise Trouble("bad-input", problems=[problem])
    state = "closed" if given.last_day < desk.last_day() else "closing"
    fields = {**fields_of(row), "state": state, "closed_on": given.last_day.isoformat()}
    return _write(session, desk, row, fields, given.words)


def open_provision(session: Session, desk: Desk, code: str, version: int, given: OpeningAgain) -> Provision:
    """Say that a place is open, or open again. Raises Trouble "conflict" where it is."""
    row = _held(session, desk, code, version)
    if row.state == "open":
        raise conflict("It is open already", "Leave it as it is")
    fields = {name: value for name, value in fields_of(row).items() if name != "closed_on"}
    return _write(session, desk, row, {**fields, "state": "open"}, given.words)


def as_of(session: Session, desk: Desk, row: Provision, day: dt.date) -> Past:
    """What the directory said of a place at the end of a day: its changes since are undone. One query."""
    end = end_of(day)
    later = [each for each in changes_of(session, desk.viewer, row.id, since=end) if end and each.written_at > end]
    if end is not None and row.created_at > end:
        return Past(day, None, later)
    return Past(day, undone(fields_of(row), (each.changes for each in later)), later)


def _school_of(session: Session, desk: Desk, given: NewProvision, complaints: Complaints) -> Provision | None:
    """The school of a unit; None, with what is wrong, where there is none or it is no unit."""
    unit = INSTITUTIONS[given.kind].within
    if not unit:
        if given.within is not None:
            complaints.add("within", "only a unit is part of a school", "nothing here", "Leave it out")
        if given.code is not None and "-" in given.code and not given.code.startswith("P-"):
            complaints.add("code", "only a unit has such a code", "a URN of six digits", "Correct it")
        return None
    school = provision_by_code(session, desk.viewer, given.within) if given.within else None
    if school is None or school.within_id is not None or INSTITUTIONS[school.kind].footing == "service":
        wrong = "a unit is part of a school that the directory has" if given.within else "a unit is part of a school"
        complaints.add("within", wrong, "the code of its school", "Add the school first")
        return None
    if given.code is not None and given.code != f"{school.code}{_ENDINGS[given.kind]}":
        expected = f'"{school.code}{_ENDINGS[given.kind]}"'
        complaints.add("code", "a unit has its school's code with an ending", expected, "Leave it out")
    return school


def _facts(desk: Desk, given: ProvisionFields, complaints: Complaints, at: str = "facts") -> dict[str, Any]:
    """Answers about the place in canonical form, by their names among the fields."""
    asked = place_facts(fit_book_or_none(desk))
    answers = read_answers(asked, given.facts, complaints, at)
    return {FACT + name: canonical(asked[name], value) for name, value in answers.items()}


def _check(fields: Mapping[str, Any], complaints: Complaints, at: str = "") -> None:
    """Note what is at odds among fields that are each possible."""
    least, most = fields.get("least_age"), fields.get("most_age")
    if least is not None and most is not None and most < least:
        complaints.add(f"{at}most_age", "it lies below the first age", f"an age from {least} on", "Correct one of them")
    if (fields.get("easting") is None) != (fields.get("northing") is None):
        missing = "easting" if fields.get("easting") is None else "northing"
        complaints.add(f"{at}{missing}", "one of the two is missing", "both, or neither", "Add it or take both away")
    opened, closed = fields.get("opened_on"), fields.get("closed_on")
    if opened and closed and closed < opened:
        complaints.add(f"{at}opened_on", "it closed before that day", f"a day up to {closed}", "Correct it")


def _held(session: Session, desk: Desk, code: str, version: int) -> Provision:
    try:
        row = hold_provision(session, desk.viewer, code, version)
    except Stale as stale:
        row = find_provision(session, desk, code)
        last = changes_of(session, desk.viewer, row.id, many=1)
        who = f" by {last[0].by_reference}" if last else ""
        says = f"You saw version {version}; it was changed{who} and is at version {stale.version} now. Read it again."
        raise Trouble("stale", says, headers={"ETag": f'"{stale.version}"'}) from None
    return row if row is not None else find_provision(session, desk, code)


def _write(session: Session, desk: Desk, row: Provision, fields: Mapping[str, Any], words: str) -> Provision:
    difference = changed(fields_of(row), fields)
    if difference:
        put_fields(row, fields)
        row.updated_at = desk.clock()
        session.flush()
        _keep(session, desk, row, difference, words)
    return row


def _keep(session: Session, desk: Desk, row: Provision, changes: dict[str, Any], words: str) -> None:
    change = ProvisionChange(provision_id=row.id, source="hand", words=words, changes=changes)
    add_change(session, desk.viewer, change, desk.clock())


def _free_code(session: Session, desk: Desk) -> str:
    """A code of ours for what has no URN: P-WK4M7X."""
    while True:
        code = f"P-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"
        if provision_by_code(session, desk.viewer, code) is None:
            return code
