"""What-ifs: kept once, found by their reference, and listed to those who may try texts themselves."""

import secrets
from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session, defer

from panel_api.models import Proposal, WhatIf, WhatIfText
from panel_api.store.cases import ALPHABET
from panel_api.store.viewer import Viewer

MOST_LISTED: Final = 200


def whatifs_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `WhatIf`: who may try texts reads what others tried; what of it is another question."""
    return true() if viewer.may("try_whatif") else false()


def list_whatifs(session: Session, viewer: Viewer) -> Sequence[WhatIf]:
    """The newest first, without their results, no more than MOST_LISTED."""
    query = select(WhatIf).where(whatifs_seen(viewer)).options(defer(WhatIf.result, raiseload=True))
    return session.scalars(query.order_by(WhatIf.id.desc()).limit(MOST_LISTED)).all()


def whatif_by_reference(session: Session, viewer: Viewer, reference: str) -> WhatIf | None:
    """One what-if; None where there is none to see."""
    return session.scalar(select(WhatIf).where(WhatIf.reference == reference, whatifs_seen(viewer)))


def texts_of(session: Session, viewer: Viewer, numbers: Sequence[int]) -> Sequence[WhatIfText]:
    """The texts that what-ifs tried, in order of the what-ifs' numbers and of the rulebooks' names."""
    query = select(WhatIfText).join(WhatIf, WhatIf.id == WhatIfText.whatif_id)
    query = query.where(WhatIf.id.in_(numbers), whatifs_seen(viewer))
    return session.scalars(query.order_by(WhatIfText.whatif_id, WhatIfText.name)).all()


def proposal_to_try(session: Session, viewer: Viewer, reference: str) -> Proposal | None:
    """A proposal whose text may be tried, which asks less than to answer it; None where there is none."""
    seen = true() if viewer.may("try_whatif") else false()
    return session.scalar(select(Proposal).where(Proposal.reference == reference, seen))


def proposals_to_try(session: Session, viewer: Viewer) -> Sequence[Proposal]:
    """Every proposal that was neither sent back nor withdrawn and whose check passed, the newest first."""
    seen = true() if viewer.may("try_whatif") else false()
    query = select(Proposal).where(Proposal.stage.in_(("proposed", "supported")), seen)
    rows = session.scalars(query.order_by(Proposal.id.desc()).limit(MOST_LISTED)).all()
    return [row for row in rows if not row.faults]


def add_whatif(session: Session, whatif: WhatIf, texts: Sequence[WhatIfText]) -> WhatIf:
    """Keep a what-if and the texts it tried."""
    session.add(whatif)
    session.flush()
    for each in texts:
        each.whatif_id = whatif.id
    session.add_all(texts)
    session.flush()
    return whatif


def new_whatif_reference(session: Session) -> str:
    """A free reference such as `WI-WK4M7X`."""
    while True:
        reference = "WI-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if session.scalar(select(WhatIf.id).where(WhatIf.reference == reference)) is None:
            return reference
