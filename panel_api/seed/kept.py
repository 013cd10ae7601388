"""Invented requests from years ago that were withdrawn: their day to go has come, but for one that is on hold."""

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.models import Case, CaseDay, Party
from panel_api.schemas_retention import NewHold
from panel_api.services.desk import Desk
from panel_api.services.holds import place_hold

_LONG_AGO: Final = (
    ("KXPT-MW47", dt.date(2018, 10, 3), dt.date(2010, 5, 14), "Riverside"),
    ("RVJN-H6C9", dt.date(2018, 11, 21), dt.date(2008, 2, 29), "Northmoor"),
    ("TGFM-73DX", dt.date(2019, 2, 6), dt.date(2011, 9, 1), "Riverside"),
    ("WNCK-P94R", dt.date(2019, 5, 16), dt.date(2009, 12, 30), "Northmoor"),
)
"""Reference, day of the request, day of birth, partnership."""
_WHY: Final = "The ombudsman asked to see it; to be looked at again in a year (invented)."


def keep_from_before(session: Session, desk: Desk, rulebook: str) -> None:
    """Add them, and place the hold as an officer would."""
    for reference, asked, born, partnership in _LONG_AGO:
        at = dt.datetime(asked.year, asked.month, asked.day, 10, tzinfo=dt.UTC)
        case = Case(
            reference=reference, stage="withdrawn", legal_basis="non_statutory", asked_on=asked, rulebook=rulebook,
            partnership=partnership, facts={"looked_after": False},
            parties=[Party(role="child", name="An Invented-Child", from_day=born)], voices=[],
        )  # fmt: skip
        store.add_case(session, case, at)
        for kind in ("received", "withdrawn"):
            store.hang(session, desk.viewer, case, CaseDay(kind=kind, day=asked, by_role="local"), at)
        store.add_event(session, desk.viewer, case, "withdrawn", "It was withdrawn.", at)
    place_hold(session, desk, _LONG_AGO[0][0], NewHold(kind="complaint", words=_WHY))
