"""What-ifs: texts that are not in force, tried on the whole caseload or on a past day's; sealed, and used by nothing.

What is tried is a proposal's text, or an overlay's laid over the text that would be in force; several at once, each
over its own rulebook, and several of one rulebook one over the other.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.whatif.asked import Protection
from panel_api.errors import not_found
from panel_api.models import Proposal, WhatIf, WhatIfText
from panel_api.services.desk import Desk
from panel_api.store import whatif


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a what-if. words: what it is for. proposals: by reference; overlays: by name.

    as_of: the day whose rules apply. caseload_on: the past day whose caseload it is; None for the one now.
    protection: None for none.
    """

    words: str
    proposals: tuple[str, ...]
    overlays: tuple[str, ...]
    as_of: dt.date
    caseload_on: dt.date | None = None
    protection: Protection | None = None


def listed_whatifs(session: Session, desk: Desk) -> Sequence[WhatIf]:
    """What was tried, the newest first; their results are not loaded."""
    return whatif.list_whatifs(session, desk.viewer)


def find_whatif(session: Session, desk: Desk, reference: str) -> WhatIf:
    """One what-if. Raises Trouble "not-found"."""
    found = whatif.whatif_by_reference(session, desk.viewer, reference)
    if found is None:
        raise not_found("There is no such what-if", "Look at /whatif")
    return found


def texts_tried(session: Session, desk: Desk, found: Sequence[WhatIf]) -> Sequence[WhatIfText]:
    """The texts that what-ifs tried, in their order and by name."""
    return whatif.texts_of(session, desk.viewer, [each.id for each in found])


def proposals_to_try(session: Session, desk: Desk) -> Sequence[Proposal]:
    """The proposals whose check passed and that were neither sent back nor withdrawn, the newest first."""
    return whatif.proposals_to_try(session, desk.viewer)
