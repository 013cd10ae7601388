"""Who is looking, and which rows that lets them see. Roles and scopes grow here and nowhere else."""

from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, Select, false, select, true

from panel_api.models import Assessment, Case, Decision, Recommendation


@dataclass(frozen=True, slots=True)
class Viewer:
    """Someone at work. reference: how logs name them. everything: sees every case; otherwise none."""

    role: str
    reference: str
    everything: bool = False

    @property
    def owner(self) -> str:
        """Whose idempotency keys these are: one person's key says nothing to another."""
        return f"{self.role}:{self.reference}"


LOCAL: Final = Viewer("local", "local", everything=True)
"""The one viewer there is until sign-in exists, on loopback only."""


def cases_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Case` that every query of a case, or of what hangs on one, must carry."""
    return true() if viewer.everything else false()


Row = TypeVar("Row", Assessment, Recommendation, Decision)


def of_case(table: type[Row], viewer: Viewer, case: Case) -> Select[Row]:
    """What hangs on one case, the latest first, where its viewer may see the case."""
    seen = select(table).join(Case, Case.id == table.case_id).where(table.case_id == case.id, cases_seen(viewer))
    return seen.order_by(table.id.desc())


def records_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Record`: the chain as a whole is for those who see everything."""
    return true() if viewer.everything else false()
