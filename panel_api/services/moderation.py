"""Moderate: draw decided cases, ask people to score them again unseen, close. It changes no case and no decision."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy.orm import Session

from engine.agreement.bands import strands
from engine.agreement.sample import draw
from engine.facts import read_answers
from engine.problems import Complaints, Problem
from engine.rulebook import Rulebook
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Person, Sample
from panel_api.schemas_moderation import NewSample
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.published import as_used, book_for
from panel_api.store import moderation as sampled
from panel_api.store.moderation import MOST_DRAWN_FROM, Decided, ToScore

LONGEST_WORDS: Final = 2_000


def draw_sample(session: Session, desk: Desk, given: NewSample) -> Sample:
    """Draw a sample and keep how it was drawn; the same again where this form was sent before.

    Raises Trouble "bad-input" where there is nothing to draw from, or too much, and "not-found" where the reference
    is another's.
    """
    earlier = sampled.sample_by_reference(session, desk.viewer, given.reference)
    if earlier is not None:
        return earlier
    book = book_for(desk, given.rulebook, "top_up", "placement")
    begins, ends = _begins(given.from_day), _ends(given.to_day)
    found = sampled.decided_cases(session, desk.viewer, book.name, begins, ends, with_facts=given.by == "area")
    if not found or len(found) > MOST_DRAWN_FROM:
        raise Trouble("bad-input", problems=[_nothing_or_too_much(len(found))])
    lines = {each.reference: _stratum(book, each, given.by) for each in found}
    drawn = draw(lines, given.size, given.seed)
    numbers = {each.reference: each.id for each in found}
    sample = Sample(
        reference=given.reference,
        title=given.title,
        rulebook=book.name,
        seed=given.seed,
        plan={
            "by": given.by,
            "size": given.size,
            "from": given.from_day.isoformat(),
            "to": given.to_day.isoformat(),
            "holds": len(found),
            "strata": [{"name": each.name, "holds": each.holds, "drawn": each.drawn} for each in drawn.strata],
        },
        by_reference=desk.viewer.reference,
        drawn_at=desk.clock(),
    )
    return sampled.add_sample(session, sample, [numbers[each] for each in drawn.cases])


def find_sample(session: Session, desk: Desk, reference: str, *, hold: bool = False) -> Sample:
    """A sample that the viewer drew or scores, or any for the senior officer. Raises Trouble "not-found"."""
    sample = sampled.sample_by_reference(session, desk.viewer, reference, hold=hold)
    if sample is None:
        raise not_found(f"There is no sample {reference[:32]} that you may see", "Look at /moderation")
    return sample


def keeps(desk: Desk, sample: Sample) -> bool:
    """Whether the viewer keeps a sample they see, asks its scorers and closes it: who drew it, and senior officers."""
    return desk.viewer.role == "senior_officer" or desk.viewer.reference == sample.by_reference


def ask_scorers(session: Session, desk: Desk, reference: str, chosen: Collection[str]) -> Sample:
    """Let exactly these people, by their references, score a sample; who has saved a score stays.

    Raises Trouble "not-found", "conflict" once it is closed, "bad-input" for someone who may not be asked.
    """
    sample = _kept_sample(session, desk, reference)
    _refuse_closed(sample)
    people = {person.reference: person for person, _ in sampled.people_to_ask(session, desk.last_day())}
    unknown = sorted(set(chosen) - set(people))
    if unknown:
        expected = "people whose role lets them score today"
        problems = [Problem("scorers", f"{each[:40]} cannot be asked", expected, "Leave them out") for each in unknown]
        raise Trouble("bad-input", problems=problems)
    wanted = {people[each].id for each in chosen}
    now = {person.id for person in sampled.scorers_of(session, desk.viewer, sample)}
    sampled.remove_scorers(session, sample, now - wanted)
    sampled.add_scorers(session, sample, sorted(wanted - now))
    return sample


def close_sample(session: Session, desk: Desk, reference: str) -> Sample:
    """Take no more scores; from now on the scorers see the result as well. Closing twice closes once."""
    sample = _kept_sample(session, desk, reference)
    if sample.closed_at is None:
        sample.closed_at = desk.clock()
        session.flush()
    return sample


def find_case_to_score(session: Session, desk: Desk, sample: Sample, position: int) -> tuple[ToScore, Rulebook]:
    """A case of a sample for the viewer to score, with the rulebook it was decided by. Raises Trouble "not-found"."""
    found = sampled.case_to_score(session, desk.viewer, sample, position)
    if found is None:
        raise not_found(f"There is no case {position} for you to score in this sample", "Look at its list")
    book = as_used(session, desk, found.first.rulebook_sha256)
    return found, book


def save_score(
    session: Session,
    desk: Desk,
    reference: str,
    position: int,
    levels: Mapping[str, object],
    words: str,
    *,
    finished: bool,
) -> None:
    """Keep a scorer's own levels; those left out stay open. finished: they are done with the case.

    Raises Trouble "not-found", "conflict" once the sample is closed, "bad-input" for a level that there is not.
    """
    sample = find_sample(session, desk, reference, hold=True)
    _refuse_closed(sample)
    given, book = find_case_to_score(session, desk, sample, position)
    complaints = Complaints()
    facts = {name: book.facts[name] for name in strands(book)}
    read = read_answers(facts, dict(levels), complaints, "levels")
    if len(words) > LONGEST_WORDS or "\0" in words:
        complaints.add(
            "words", "it is too long, or holds a zero byte", f"at most {LONGEST_WORDS:,} characters", "Shorten it"
        )
    if finished and not read:
        complaints.add("finished", "no level is chosen", "at least one", "Choose one, or save without finishing")
    refuse_if_any(complaints)
    whole = {name: level for name, level in read.items() if isinstance(level, int)}
    sampled.keep_score(session, desk.viewer, given, whole, words.strip() or None, desk.clock(), finished=finished)


def waits_for_own(session: Session, desk: Desk, sample: Sample) -> int:
    """How many cases of an open sample the viewer has still to finish; until then its result is kept from them."""
    if sample.closed_at is not None:
        return 0
    mine = sampled.own_cases(session, desk.viewer, sample)
    return sum(1 for each in mine if not each.left_out and each.finished_at is None)


def numbered(people: Collection[Person]) -> dict[int, str]:
    """What results call the scorers, by their numbers: Scorer 1, Scorer 2, …, in the order the store gives them."""
    return {person.id: f"Scorer {number}" for number, person in enumerate(people, 1)}


def main_area(book: Rulebook, facts: Mapping[str, object]) -> str:
    """The area of need with the most levels in all, the first in the rulebook's order of several; "" for none."""
    sums: dict[str, int] = {}
    for name in strands(book):
        level, area = facts.get(name), book.areas.get(book.facts[name].area or "", "")
        sums[area] = sums.get(area, 0) + (level if isinstance(level, int) else 0)
    most = max(sums.values(), default=0)
    return next((area for area, total in sums.items() if total == most > 0), "")


def _stratum(book: Rulebook, case: Decided, by: str) -> str:
    if by == "band":
        return case.band or ""
    if by == "partnership":
        return case.partnership or ""
    return main_area(book, case.facts or {}) if by == "area" else ""


def _kept_sample(session: Session, desk: Desk, reference: str) -> Sample:
    sample = find_sample(session, desk, reference, hold=True)
    if not keeps(desk, sample):
        raise Trouble("not-allowed", "This sample is kept by whoever drew it, and by a senior officer.")
    return sample


def _refuse_closed(sample: Sample) -> None:
    if sample.closed_at is not None:
        raise conflict("This sample is closed and takes no more scores", "Read its result")


def _nothing_or_too_much(found: int) -> Problem:
    if found:
        return Problem("from", f"more than {MOST_DRAWN_FROM:,} cases were decided then", "fewer", "Narrow the days")
    wrong = "no case that you may see was decided by this rulebook on these days"
    return Problem("from", wrong, "days with at least one", "Widen the days, or choose another rulebook")


def _begins(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _ends(day: dt.date) -> dt.datetime:
    return _begins(day) + dt.timedelta(days=1)
