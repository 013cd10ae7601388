"""Look for what is local to a case: every place in range with its verdict, asked-for schools first. A person decides.

Suitability comes first and costs never change it: each place is judged on its own facts in one pass, what is shown for
a decision is confirmed by both second opinions, and only then does the rulebook's own order stand, key after key. What
is found is kept as it was, in one sealed row.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from engine.placing.distance import metres_in
from engine.proof.need_led import readings
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.errors import Trouble, conflict
from panel_api.models import Case, PlaceSearch, PlaceSought, SchoolAsked
from panel_api.services.assess import versions
from panel_api.services.cases import held_case
from panel_api.services.child_facts import facts_sought, fit_book
from panel_api.services.desk import Desk
from panel_api.services.found import Found, as_kept
from panel_api.services.judged import Seen, judged
from panel_api.services.place_costs import costs_of, stay_of
from panel_api.services.places_free import free_on
from panel_api.services.within_reach import asks_for_a_place, within_reach
from panel_api.store.local import hang_sealed, latest_sought


def look(session: Session, desk: Desk, reference: str, miles: int | None = None) -> PlaceSearch:
    """Look and keep what was found. miles: how far; None is as far as the setting says.

    Raises Trouble "not-found", "conflict" where nobody has said what place is sought, or "no-result".
    """
    return look_for(session, desk, held_case(session, desk, reference), miles)


def look_if_sought(session: Session, desk: Desk, case: Case) -> PlaceSearch | None:
    """The same as advice is put, where a place is sought; what stands in its way is told in the history, and stops
    nothing."""
    if latest_sought(session, desk.viewer, case) is None:
        return None
    try:
        return look_for(session, desk, case)
    except Trouble as trouble:
        why = (trouble.detail or trouble.title).rstrip(".")
        store.add_event(session, desk.viewer, case, "looked", f"Places could not be looked for: {why}.", desk.clock())
        return None


def look_for(session: Session, desk: Desk, case: Case, miles: int | None = None) -> PlaceSearch:
    """The same for a case that is held already."""
    sought = latest_sought(session, desk.viewer, case)
    if sought is None:
        raise conflict("Nobody has written down what place is sought", "Write it down first: What place is sought")
    book, at = fit_book(desk), desk.clock()
    far = miles or desk.settings.look_miles
    reach = metres_in(far)
    wishes = [each for each in store.hanging_on(session, desk.viewer, SchoolAsked, case) if each.withdrawn_on is None]
    seen = _looked_at(session, desk, case, sought, wishes, reach)
    found, compared = judged(desk, book, facts_sought(book, case, sought), seen)
    store.keep_rulebook(session, book.name, book.text, book.vocabulary_text, at)
    row = PlaceSearch(
        sought_id=sought.id,
        as_of=desk.last_day(),
        rulebook=book.name,
        rulebook_sha256=book.sha256,
        metres=reach,
        found=as_kept(found),
        counts={**_counts(sought, seen, found), **_of_rules(book)},
        engines={"versions": versions(), "compared": list(compared)},
        by_role=desk.viewer.role,
        by_reference=desk.viewer.reference,
        written_at=at,
    )
    hang_sealed(session, case, row)
    store.add_event(session, desk.viewer, case, "looked", "Places near home were looked for.", at)
    return row


def _looked_at(
    session: Session, desk: Desk, case: Case, sought: PlaceSought, wishes: Sequence[SchoolAsked], metres: int
) -> Seen:
    numbers = list(dict.fromkeys(each.provision_id for each in wishes if each.provision_id is not None))
    reach = within_reach(session, desk, case, sought, numbers, metres)
    stay = stay_of(desk, sought.start_day, sought.until_day)
    free = free_on(session, desk, [each.id for each in reach.rows], stay.priced_on)
    advice = store.latest_recommendation(session, desk.viewer, case)
    costs = costs_of(session, desk, case, reach.rows, stay, free, advice)
    codes = {each.id: each.code for each in reach.rows}
    ranks = {codes[number]: rank for rank, number in enumerate(numbers) if number in codes}
    return Seen(case, reach, wishes, ranks, costs, free, stay, desk.last_day())


def _counts(sought: PlaceSought, seen: Seen, found: Sequence[Found]) -> dict[str, Any]:
    """How many suit, may suit and do not; and what is to be told of how it was looked for."""
    case, reach = seen.case, seen.reach
    fits = {fit: sum(1 for each in found if each.fit == fit) for fit in ("yes", "unknown", "no")}
    stay = {name: _day(getattr(seen.stay, name)) for name in ("from_day", "until_day", "priced_on")}
    sector = sought.home_sector if reach.home_by == "sector" else None
    told = {"stay": stay, "home_by": reach.home_by, "home_sector": sector}
    asks = "place" if asks_for_a_place(case) else "support"
    return {**fits, **reach.counts, **told, "asks": asks, "confirmed": sum(1 for each in found if each.confirmed)}


def _of_rules(book: Rulebook) -> dict[str, list[str]]:
    """What the rulebook puts places in order by, in words; and which of its rules rest on how far a place is."""
    far = [rule.id for rule in book.rules if "miles" in readings(book, rule)]
    return {"order": [step.says for step in book.order.values()], "of_home": far}


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
