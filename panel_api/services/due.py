"""What is due: lists for those who keep cases, and the feed that a person's own calendar reads."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from engine.law.bases import BASES
from engine.problems import Problem
from panel_api import roles, store
from panel_api.calendar_feed import FeedDate, calendar_text
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Appointment, Case
from panel_api.schemas import DueQuery
from panel_api.services.desk import Desk
from panel_api.store import Cursor, feed_keys
from panel_api.store.due_lists import DueFilter, DueLine, DuePage, count_dues, due_counts, list_dues, undated

AHEAD: Final = (7, 14, 30)
"""Days ahead that lists offer."""
NOW: Final = 14
"""What is pressing: overdue, or due within so many days."""
MOST_UNDATED: Final = 200
FEED_BACK: Final = dt.timedelta(days=90)
FEED_AHEAD: Final = dt.timedelta(days=365)
MOST_FED: Final = 2000
_BY_LAW: Final = tuple(code for code, basis in BASES.items() if basis.statutory)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of what is due, how many there are of it (no more than 1,001), and how many press, by span."""

    page: DuePage
    count: int
    counts: dict[str, int]


def due_list(session: Session, desk: Desk, query: DueQuery) -> Listed:
    """One page, the earliest due first; three queries however many there are. Raises Trouble "bad-input"."""
    wanted, today = filter_of(query, desk.last_day()), desk.last_day()
    return Listed(
        due_page(session, desk, query),
        count_dues(session, desk.viewer, wanted),
        due_counts(session, desk.viewer, today, AHEAD),
    )


def due_page(session: Session, desk: Desk, query: DueQuery) -> DuePage:
    """The page alone. Raises Trouble "bad-input" for a cursor that is none."""
    if query.after and query.before:
        problem = Problem("query.before", "`after` and `before` are both given", "one of them", "Remove one")
        raise Trouble("bad-input", problems=[problem])
    return list_dues(
        session,
        desk.viewer,
        filter_of(query, desk.last_day()),
        after=_cursor("after", query.after),
        before=_cursor("before", query.before),
        size=query.size,
    )


def without_dates(session: Session, desk: Desk) -> list[Case]:
    """Open cases that stand on law and of which no date can be counted, the longest waiting first."""
    return list(undated(session, desk.viewer, _BY_LAW, MOST_UNDATED))


def filter_of(query: DueQuery, today: dt.date) -> DueFilter:
    """The query as the store takes it."""
    ahead = {"overdue": -1, "now": NOW, "all": None}.get(query.when, 0)
    if query.when.isdigit():
        ahead = int(query.when)
    law = None if query.force is None else query.force == "law"
    return DueFilter(
        due_from=today if query.when.isdigit() else None,
        due_to=None if ahead is None else today + dt.timedelta(days=ahead),
        law=law,
        legal_basis=query.legal_basis,
    )


def make_feed(session: Session, desk: Desk) -> str:
    """A new feed key for whoever asks, in the role they act in; told once. Raises Trouble "conflict" for a program."""
    return feed_keys.add_feed_key(session, _held(session, desk), desk.clock())


def end_feed(session: Session, desk: Desk) -> None:
    """End the feed of whoever asks."""
    held = _held(session, desk)
    feed_keys.revoke_feed_keys(session, held.person_id, held.id, desk.clock())


def feed_since(session: Session, desk: Desk) -> dt.datetime | None:
    """When their feed was made, if they have one."""
    viewer = desk.viewer
    return None if viewer.person is None else feed_keys.feed_key_since(session, viewer.person, viewer.role)


def feed_viewer(session: Session, desk: Desk, secret: str) -> store.Viewer:
    """Whose calendar a secret address is.

    Raises Trouble "not-found" where the key opens nothing: unknown, revoked, or its person or role is gone.
    """
    row = feed_keys.feed_key_of(session, secret) if secret else None
    today = desk.last_day()
    if row is None or not row.person.active or not store.holds_on(row.appointment, today):
        raise not_found("There is no calendar at this address", "Make a new address on the page of what is due")
    held = row.appointment
    if not roles.allows(held.role, "see_due"):
        raise not_found("There is no calendar at this address", "Make a new address on the page of what is due")
    return store.Viewer(held.role, row.person.reference, row.person_id, held.school, held.partnership)


def feed(session: Session, desk: Desk, viewer: store.Viewer, query: DueQuery) -> bytes:
    """The calendar of a feed's person: what they may see is due, three months back and a year ahead."""
    today = desk.last_day()
    wanted = replace(filter_of(query, today), due_from=today - FEED_BACK, due_to=today + FEED_AHEAD)
    dates = [_fed(each) for each in _all_of(session, viewer, wanted)]
    address = f"{desk.settings.public_url}/cases" if desk.settings.public_url else None
    return calendar_text(dates, desk.clock(), address)


def _all_of(session: Session, viewer: store.Viewer, wanted: DueFilter) -> list[DueLine]:
    found: list[DueLine] = []
    after: Cursor | None = None
    while len(found) < MOST_FED:
        page = list_dues(session, viewer, wanted, after=after, size=store.cases.MOST_ROWS)
        found += page.rows
        after = page.after
        if after is None:
            break
    return found


def _fed(row: DueLine) -> FeedDate:
    return FeedDate(row.reference, row.code, row.words, row.due_on, row.law)


def _held(session: Session, desk: Desk) -> Appointment:
    viewer = desk.viewer
    held = [] if viewer.person is None else store.appointments_on(session, viewer.person, desk.last_day())
    found = next((each for each in held if each.role == viewer.role), None)
    if found is None:
        raise conflict("Only a person who is signed in has a calendar", "Sign in as one")
    return found


def _cursor(name: str, text: str | None) -> Cursor | None:
    try:
        return Cursor.parse(text) if text else None
    except ValueError:
        wrong, expected = "this is not a cursor", f"what `pages.{name}` of an earlier page says"
        raise Trouble("bad-input", problems=[Problem(f"query.{name}", wrong, expected, "Copy it from there")]) from None
