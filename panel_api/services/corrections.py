"""Correcting what a record says by a later record: the first one stays, and both say where the other is.

UK GDPR Article 16 (rectification). A record is evidence of what was known and decided then, so nothing in it changes.
"""

from sqlalchemy.orm import Session

from engine.problems import Problem
from engine.recording.records import Person, correction_entry
from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import Correction
from panel_api.schemas_retention import NewCorrection
from panel_api.services.cases import held_case
from panel_api.services.desk import Desk
from panel_api.store import corrections


def correct(session: Session, desk: Desk, reference: str, given: NewCorrection) -> Correction:
    """Seal what is wrong in a record of a case and what is right. Raises Trouble "not-found", "conflict", "bad-input".

    A correction may itself be corrected. A disposal holds nothing personal, so there is nothing in it to correct.
    """
    case = held_case(session, desk, reference, withdrawn=True)
    corrects = int(given.corrects)
    if corrects not in {each.sequence for each in store.records_of_case(session, desk.viewer, case.id)}:
        wrong, expected = f"record {corrects} is no record of this case", "one of the case's own records"
        raise Trouble("bad-input", problems=[Problem("corrects", wrong, expected, "Choose one")])
    at, by = desk.clock(), Person(desk.viewer.role, desk.viewer.reference)
    store.add_event(session, desk.viewer, case, "correction", "A correction was put beside a record.", at)
    entry = correction_entry(at, reference, corrects, given.wrong, given.right, given.asked_by, by)
    link = store.append_record(session, entry, case_id=case.id)
    row = Correction(
        case_id=case.id, record_sequence=link.sequence, corrects_sequence=corrects, wrong=given.wrong,
        right_words=given.right, asked_by=given.asked_by, by_role=by.role, by_reference=by.reference, written_at=at,
    )  # fmt: skip
    numbers = {"corrects": corrects, "record": link.sequence}
    store.write_log(session, desk.viewer, "changes", "record_corrected", reference, at, numbers)
    return corrections.add_correction(session, row)
