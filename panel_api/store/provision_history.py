"""What was changed of provision: rows that are only ever added, the latest first."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_api.models import Provision, ProvisionChange, ProvisionPlaces
from panel_api.store.cases import Stale
from panel_api.store.provision import provision_by_code, provision_seen
from panel_api.store.viewer import Viewer


def hold_provision(session: Session, viewer: Viewer, code: str, version: int | None = None) -> Provision | None:
    """One provision, locked to be changed. Raises Stale where `version` is given and is not its own any more."""
    held = session.execute(
        select(Provision.id, Provision.version).where(Provision.code == code, provision_seen(viewer)).with_for_update()
    ).one_or_none()
    if held is None:
        return None
    if version is not None and held.version != version:
        raise Stale(code, held.version)
    return provision_by_code(session, viewer, code)


def add_provision_row(session: Session, row: Provision, at: dt.datetime) -> Provision:
    """Take a new row into the directory. Raises IntegrityError where its code stands already."""
    row.created_at = row.updated_at = at
    session.add(row)
    session.flush()
    return row


def add_change(session: Session, viewer: Viewer, change: ProvisionChange, at: dt.datetime) -> ProvisionChange:
    """Keep what was changed, and by whom."""
    change.by_role, change.by_reference, change.written_at = viewer.role, viewer.reference, at
    session.add(change)
    session.flush()
    return change


def add_numbers(session: Session, viewer: Viewer, numbers: ProvisionPlaces, at: dt.datetime) -> ProvisionPlaces:
    """Keep numbers from a day on, and who wrote them."""
    numbers.by_role, numbers.by_reference, numbers.written_at = viewer.role, viewer.reference, at
    session.add(numbers)
    session.flush()
    return numbers


def changes_of(
    session: Session, viewer: Viewer, provision: int, *, since: dt.datetime | None = None, many: int | None = None
) -> Sequence[ProvisionChange]:
    """What was changed of one, the latest first. since: only what was written at that moment or later."""
    query = select(ProvisionChange).where(ProvisionChange.provision_id == provision, provision_seen(viewer))
    if since is not None:
        query = query.where(ProvisionChange.written_at >= since)
    return session.scalars(query.order_by(ProvisionChange.id.desc()).limit(many)).all()


def numbers_of_one(session: Session, viewer: Viewer, provision: int, many: int = 100) -> Sequence[ProvisionPlaces]:
    """Its numbers, those that begin last first."""
    query = select(ProvisionPlaces).where(ProvisionPlaces.provision_id == provision, provision_seen(viewer))
    return session.scalars(query.order_by(ProvisionPlaces.from_day.desc(), ProvisionPlaces.id.desc()).limit(many)).all()
