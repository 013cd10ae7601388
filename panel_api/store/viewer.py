"""Who is looking, and which rows that lets them see. Roles and scopes grow here and nowhere else."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, false, true


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


def records_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Record`: the chain as a whole is for those who see everything."""
    return true() if viewer.everything else false()
