"""Shares of a joint package: what health, care and others were asked for, agreed or refused; what held before stays."""

from sqlalchemy.orm import Session

from engine.problems import Complaints
from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.models import Case, JointShare
from panel_api.schemas_costs import NewShare
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.days import refuse_days
from panel_api.services.desk import Desk
from panel_api.services.place_costs import find_place

_NOTED = {"asked": "asked for", "agreed": "agreed", "refused": "refused"}


def add_share(session: Session, desk: Desk, reference: str, given: NewShare) -> JointShare:
    """Write down a share of the package. Raises Trouble "not-found", or "bad-input" with every problem."""
    case = held_case(session, desk, reference)
    row = _kept(session, desk, case, given)
    words = f"A share of the package was written down as {_NOTED[given.state]}."
    store.add_event(session, desk.viewer, case, "joint_share", words, desk.clock())
    return row


def replace_share(session: Session, desk: Desk, reference: str, number: int, given: NewShare | None) -> None:
    """What holds of a share now; what held before is kept. With None nothing takes its place. Raises Trouble."""
    case = held_case(session, desk, reference)
    old = store.hanging_by_number(session, desk.viewer, JointShare, case, number)
    if old is None:
        raise not_found("There is no such share in this case", "Read the shares again")
    if old.replaced_at is not None:
        raise conflict("Someone has changed this share already", "See what holds now, and change that")
    if given is not None:
        _kept(session, desk, case, given)
    old.replaced_at = desk.clock()
    words = (
        f"A share of the package is now {_NOTED[given.state]}." if given else "A share of the package was struck out."
    )
    store.add_event(session, desk.viewer, case, "joint_share", words, desk.clock())


def _kept(session: Session, desk: Desk, case: Case, given: NewShare) -> JointShare:
    complaints = Complaints()
    refuse_days(desk, complaints, agreed_on=given.agreed_on)
    told = {"agreed_by": given.agreed_by, "agreed_on": given.agreed_on}
    for name, value in told.items():
        if given.state == "agreed" and value is None:
            what = "who agreed" if name == "agreed_by" else "when it was agreed"
            complaints.add(name, f"nobody has said {what}", what, "Write it, or leave the share as asked for")
        if given.state != "agreed" and value is not None:
            complaints.add(name, "this share is not agreed", "nothing, until it is agreed", "Leave it empty")
    refuse_if_any(complaints)
    place = find_place(session, desk, given.place) if given.place else None
    row = JointShare(
        provision_id=place.id if place else None, agency=given.agency, what=given.what, state=given.state,
        pence=given.cost, agreed_by=given.agreed_by, agreed_on=given.agreed_on, from_day=given.from_day,
        until_day=given.to_day, evidence=given.evidence,
    )  # fmt: skip
    return store.hang(session, desk.viewer, case, row, desk.clock())
