"""Calibrations: what was found for a target, each once. They say nothing of any case."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_api.models import Calibration
from panel_api.store.cases import ALPHABET


def add_calibration(session: Session, row: Calibration) -> None:
    """Keep one; sealed by that."""
    session.add(row)
    session.flush()


def new_calibration_reference(session: Session) -> str:
    """A free reference such as `CB-WK4M7X`."""
    while True:
        reference = "CB-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if calibration_by_reference(session, reference) is None:
            return reference


def calibration_by_reference(session: Session, reference: str) -> Calibration | None:
    """One calibration."""
    return session.scalar(select(Calibration).where(Calibration.reference == reference))


def calibrations_of(session: Session, proposal_id: int) -> Sequence[Calibration]:
    """The calibrations of a proposal, the newest first."""
    return session.scalars(
        select(Calibration).where(Calibration.proposal_id == proposal_id).order_by(Calibration.id.desc())
    ).all()
