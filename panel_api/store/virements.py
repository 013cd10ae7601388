"""Virements: money that one account asks another for, until somebody else signs."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from panel_api.models import Account, Person, Virement
from panel_api.store.cases import ALPHABET, Stale
from panel_api.store.ledger import accounts_seen
from panel_api.store.viewer import Viewer

MOST_LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Moving:
    """A virement with its accounts and the people who asked and answered, by name."""

    row: Virement
    giver: Account
    taker: Account
    asker: str
    answerer: str | None


def virements_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Virement`: of an account that the viewer sees."""
    return exists().where(or_(Account.id == Virement.giver_id, Account.id == Virement.taker_id), accounts_seen(viewer))


def list_virements(session: Session, viewer: Viewer) -> Sequence[Moving]:
    """Those that wait first, then the newest, no more than MOST_LISTED."""
    wanted = _named(viewer).order_by((Virement.stage != "asked"), Virement.id.desc()).limit(MOST_LISTED)
    return [Moving(*row) for row in session.execute(wanted)]


def virement_by_reference(session: Session, viewer: Viewer, reference: str) -> Moving | None:
    """One virement; None where there is none to see."""
    row = session.execute(_named(viewer).where(Virement.reference == reference)).first()
    return None if row is None else Moving(*row)


def hold_virement(session: Session, viewer: Viewer, reference: str, version: int) -> Virement | None:
    """The same, locked until this transaction ends. Raises Stale where it is not at `version` any more."""
    row = session.scalar(
        select(Virement)
        .where(Virement.reference == reference, virements_seen(viewer))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is not None and row.version != version:
        raise Stale(reference, row.version)
    return row


def add_virement(session: Session, virement: Virement, at: dt.datetime) -> Virement:
    """Keep a new one; it gets its number and a reference such as `V-WK4M7X`."""
    virement.reference = _free(session)
    virement.asked_at = at
    session.add(virement)
    session.flush()
    return virement


def all_accounts(session: Session) -> Sequence[Account]:
    """Every account there is, for whoever asks another for money: by name alone, with no figure of it."""
    return session.scalars(
        select(Account).order_by(Account.partnership.is_not(None), Account.partnership, Account.id)
    ).all()


def _free(session: Session) -> str:
    while True:
        reference = "V-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if session.scalar(select(Virement.id).where(Virement.reference == reference)) is None:
            return reference


def _named(viewer: Viewer) -> Select[Virement, Account, Account, str, str | None]:
    giver, taker, answerer = aliased(Account), aliased(Account), aliased(Person)
    return (
        select(Virement, giver, taker, Person.name, answerer.name)
        .join(giver, giver.id == Virement.giver_id)
        .join(taker, taker.id == Virement.taker_id)
        .join(Person, Person.id == Virement.asked_by)
        .outerjoin(answerer, answerer.id == Virement.answered_by)
        .where(virements_seen(viewer))
        .execution_options(populate_existing=True)
    )
