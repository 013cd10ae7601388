"""What a provision costs, line by line and from a day on. A line is never changed: a later one takes its place."""

from sqlalchemy.orm import Session

from panel_api.models import Provision, ProvisionCost
from panel_api.schemas_costs import NewProvisionCost
from panel_api.services.desk import Desk
from panel_api.services.provision import find_provision
from panel_api.store.provision import add_cost


def note_cost(session: Session, desk: Desk, code: str, given: NewProvisionCost) -> ProvisionCost:
    """Write down what one part of a place costs from a day on. Raises Trouble "not-found"."""
    provision: Provision = find_provision(session, desk, code)
    row = ProvisionCost(
        provision_id=provision.id, line=given.line, band=given.band, from_day=given.from_day, pence=given.cost,
        words=given.words, source=given.source, estimated_by=given.estimated_by, by_role=desk.viewer.role,
        by_reference=desk.viewer.reference, written_at=desk.clock(),
    )  # fmt: skip
    return add_cost(session, row)
