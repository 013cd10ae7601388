"""Numbers of a place from a day on: written down once, never overwritten; what nobody knows stays unknown."""

from sqlalchemy.orm import Session

from engine.problems import Complaints
from panel_api.models import ProvisionPlaces
from panel_api.schemas_provision import NumbersNoted
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.provision import find_provision
from panel_api.store.provision_history import add_numbers

_YEARS = 5


def note_numbers(session: Session, desk: Desk, code: str, given: NumbersNoted) -> ProvisionPlaces:
    """Write down what the numbers are from a day on. Raises Trouble "not-found" or "bad-input"."""
    row, complaints = find_provision(session, desk, code), Complaints()
    if given.leaving is not None and given.on_roll is not None and given.leaving > given.on_roll:
        complaints.add(
            "leaving", "more leave than are on roll", "at most as many as are on roll", "Correct one of them"
        )
    if all(each is None for each in (given.commissioned, given.on_roll, given.leaving, given.named)):
        complaints.add("commissioned", "no number is given", "at least one number", "Write what is known")
    if abs(given.from_day.year - desk.last_day().year) > _YEARS:
        complaints.add("from", "that is too far away", f"a day within {_YEARS} years of today", "Correct it")
    refuse_if_any(complaints)
    numbers = ProvisionPlaces(
        provision_id=row.id, from_day=given.from_day, commissioned=given.commissioned, on_roll=given.on_roll,
        leaving=given.leaving, named=given.named, source=given.source,
    )  # fmt: skip
    return add_numbers(session, desk.viewer, numbers, desk.clock())
