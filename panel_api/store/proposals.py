"""Proposals of rulebooks: read by those who may answer one, held to be changed or answered."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, false, select, true
from sqlalchemy.orm import Session, aliased, load_only

from panel_api.models import Person, Proposal
from panel_api.store.cases import ALPHABET, Stale
from panel_api.store.viewer import Viewer

MOST_LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal, with the names of who proposed and who answered it (None while nobody has)."""

    proposal: Proposal
    proposer: str
    answerer: str | None


def proposals_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Proposal`: the editors and the senior officers read them all."""
    return true() if viewer.may("answer_proposal") else false()


def list_proposals(session: Session, viewer: Viewer) -> Sequence[Proposed]:
    """The newest first, without their texts, no more than MOST_LISTED."""
    columns = (Proposal.reference, Proposal.name, Proposal.begun_from, Proposal.from_day, Proposal.faults)
    rows = session.execute(
        _named(viewer)
        .options(load_only(*columns, Proposal.stage, Proposal.proposed_by, Proposal.proposed_at, raiseload=True))
        .order_by(Proposal.id.desc())
        .limit(MOST_LISTED)
    )
    return [Proposed(*row) for row in rows]


def proposal_by_reference(session: Session, viewer: Viewer, reference: str) -> Proposed | None:
    """One proposal; None where there is none to see."""
    row = session.execute(_named(viewer).where(Proposal.reference == reference)).first()
    return None if row is None else Proposed(*row)


def proposal_by_number(session: Session, viewer: Viewer, number: int) -> Proposal | None:
    """The same by its number, as it is now."""
    query = select(Proposal).where(Proposal.id == number, proposals_seen(viewer))
    return session.scalar(query.execution_options(populate_existing=True))


def hold_proposals_of(session: Session, name: str) -> None:
    """Lock every proposal of a rulebook until this transaction ends: one adoption of it at a time."""
    session.execute(select(Proposal.id).where(Proposal.name == name).order_by(Proposal.id).with_for_update()).all()


def hold_proposal(session: Session, viewer: Viewer, reference: str, version: int) -> Proposal | None:
    """The same, locked until this transaction ends. Raises Stale where it is not at `version` any more."""
    row = session.scalar(
        select(Proposal)
        .where(Proposal.reference == reference, proposals_seen(viewer))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is not None and row.version != version:
        raise Stale(reference, row.version)
    return row


def add_proposal(session: Session, proposal: Proposal, at: dt.datetime) -> Proposal:
    """Keep a new proposal; it gets its number and, where it has none, a reference such as `P-WK4M7X`."""
    proposal.reference = proposal.reference or _free(session)
    proposal.proposed_at, proposal.changed_at = at, at
    session.add(proposal)
    session.flush()
    return proposal


def _free(session: Session) -> str:
    while True:
        reference = "P-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if session.scalar(select(Proposal.id).where(Proposal.reference == reference)) is None:
            return reference


def _named(viewer: Viewer) -> Select[Proposal, str, str | None]:
    answerer = aliased(Person)
    return (
        select(Proposal, Person.name, answerer.name)
        .join(Person, Person.id == Proposal.proposed_by)
        .outerjoin(answerer, answerer.id == Proposal.answered_by)
        .where(proposals_seen(viewer))
        .execution_options(populate_existing=True)
    )
