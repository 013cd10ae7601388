"""The line that a look leaves: who, what, and of which case; never a value that was shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.log_actions import is_reference
from panel_api.services.desk import Desk
from panel_api.store import Viewer
from panel_api.store.moderation import case_to_score, sample_by_reference
from panel_api.store.placements import placement_by_reference

_NAMES: Final = (
    "reference",
    "sample",
    "worksheet",
    "account",
    "award",
    "whatif",
    "rescoring",
    "code",
    "year",
    "month",
    "number",
)
"""Parameters of addresses that name what was taken, the telling ones first."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was asked for and answered. given: the address's parameters. rows: of a file, and whether all were sent."""

    action: str
    address: str
    given: Mapping[str, str]
    rows: int | None = None
    whole: bool = True


def note_look(desk: Desk, viewer: Viewer, looked: Looked) -> None:
    """One line of the access log, in a transaction of its own."""
    detail: dict[str, object] = {"address": looked.address.partition(" ")[2]}
    if looked.rows is not None:
        detail["rows"] = looked.rows
    if not looked.whole:
        detail["cut_off"] = True
    with desk.database.writing() as session:
        subject = _subject(session, viewer, looked, detail)
        store.write_log(session, viewer, "access", looked.action, subject, desk.clock(), detail)


def note_refused(desk: Desk, viewer: Viewer, permission: str | None, address: str) -> None:
    """Somebody signed in asked for what their role does not do."""
    method, _, path = address.partition(" ")
    detail = {"address": path, "method": method.lower()}
    with desk.database.writing() as session:
        store.write_log(session, viewer, "signing", "refused", permission or "service", desk.clock(), detail)


def _subject(session: Session, viewer: Viewer, looked: Looked, detail: dict[str, object]) -> str:
    """The case where there is one, so that who saw it is found; otherwise what the address names, or its own name."""
    given = looked.given
    if looked.action == "record_viewed":
        number = int(given.get("sequence") or given["number"])
        detail["record"] = number
        record = store.record_by_sequence(session, viewer, number)
        of_case = None if record is None or record.case_id is None else record.case_id
        case = None if of_case is None else store.case_by_number(session, store.LOCAL, of_case)
        return case.reference if case is not None else f"record-{number}"
    if looked.action == "placement_viewed":
        line = placement_by_reference(session, viewer, given["placement"])
        detail["placement"] = given["placement"]
        return line.case if line is not None and line.case else given["placement"]
    if looked.action == "sampled_case_viewed":
        sample = sample_by_reference(session, viewer, given["reference"])
        found = None if sample is None else case_to_score(session, viewer, sample, int(given["position"]))
        detail["sample"] = given["reference"]
        return found.case.reference if found is not None else given["reference"]
    named = next((given[name] for name in _NAMES if is_reference(given.get(name, ""))), None)
    return named or looked.address.rpartition("/")[2]
