"""Audit samples: draw one, and draw it again to see whether the same records come.

What is drawn follows from the method, the seed, the size, the filter and the head of the records alone; all five are
kept and shown. Only the disposal of a case since then can change it, and then that is said.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from engine.auditing.risk import MARKS, AtRisk, high_from, marks_of, tickets_of
from engine.auditing.sampling import Drawn, InDraw, draw
from engine.law.calendars import local_day
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.models import AuditPaper, AuditSample
from panel_api.schemas_audit import NewAuditSample
from panel_api.services.desk import Desk
from panel_api.store import audit_samples as rows
from panel_api.store.audit_samples import MOST_DRAWN_FROM, InPopulation
from panel_api.store.record_search import RecordFilter

STRATA: Final = {
    "partnership": "Partnership",
    "kind": "Kind of decision",
    "decider": "Role of who decided",
    "band": "Band decided",
    "varied": "As advised, or not",
    "rulebook": "Rulebook",
}
"""What a stratified sample may be parted by, in words."""
_FILTER: Final = TypeAdapter(RecordFilter)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A draw as it came out. marks, parts: of each record in it, by number. counts: records drawn from, by mark.

    high: from which amount on one is high, in pence.
    """

    drawn: Drawn
    population: int
    marks: Mapping[int, tuple[str, ...]]
    parts: Mapping[int, str]
    high: int | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Again:
    """A sample drawn again beside what was kept. gone, come: the records that only one of the two has.

    disposed: those of `gone` whose case was disposed of since. population: how many there are to draw from now.
    """

    gone: tuple[int, ...]
    come: tuple[int, ...]
    disposed: tuple[int, ...]
    same_order: bool
    population: int

    @property
    def same(self) -> bool:
        """Whether the same records came in the same order."""
        return not self.gone and not self.come and self.same_order


def filter_read(asked: Mapping[str, str]) -> RecordFilter:
    """A filter as an address writes it; what it does not know of is not looked at. Raises Trouble "bad-input"."""
    known = RecordFilter.__dataclass_fields__
    given = {name: value.strip() for name, value in asked.items() if name in known and value.strip()}
    try:
        return _FILTER.validate_strings(given)
    except ValidationError as error:
        wrong = sorted({str(each["loc"][0]) for each in error.errors(include_url=False)})
        problems = [Problem(name, "this cannot be searched by", "what the search page writes", "Search again")
                    for name in wrong]  # fmt: skip
        raise Trouble("bad-input", problems=problems) from None


def filter_kept(wanted: RecordFilter) -> dict[str, Any]:
    """A filter as it is kept with a sample."""
    found: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in wanted.given().items()
    }
    return found


def filter_of(sample: AuditSample) -> RecordFilter:
    """The filter a sample was drawn by."""
    return filter_read({name: str(value) for name, value in sample.filter.items()})


def draw_audit_sample(session: Session, desk: Desk, given: NewAuditSample, wanted: RecordFilter) -> AuditSample:
    """Draw a sample and keep it with an empty paper for each record; the same again where this form was sent before.

    Raises Trouble "bad-input" where there is nothing to draw from, or too much.
    """
    earlier = rows.sample_by_reference(session, desk.viewer, given.reference)
    if earlier is not None:
        return earlier
    chain = store.chain_head(session)
    head = chain.sequence if chain else 0
    by = given.strata if given.method == "stratified" else ""
    made = _drawing(session, desk, given.method, (wanted, head), (by, given.size, given.seed))
    at = desk.clock()
    sample = AuditSample(
        reference=given.reference,
        title=given.title,
        method=given.method,
        seed=given.seed,
        size=given.size,
        filter=filter_kept(wanted),
        head=head,
        population=made.population,
        strata={
            "by": by,
            "drawn": list(made.drawn.records),
            "high": made.high,
            "marks": dict(made.counts),
            "shares": [{"name": each.name, "holds": each.holds, "drawn": each.drawn} for each in made.drawn.strata],
        },
        by_role=desk.viewer.role,
        by_reference=desk.viewer.reference,
        by_person=desk.viewer.person,
        drawn_at=at,
    )
    cases = rows.cases_of(session, desk.viewer, made.drawn.records)
    papers = [
        AuditPaper(
            position=position,
            record_sequence=number,
            case_id=cases[number],
            stratum=made.parts[number],
            why=", ".join(made.marks[number]),
            answers={},
            words="",
        )
        for position, number in enumerate(made.drawn.records, 1)
    ]
    rows.add_sample(session, sample, papers)
    store.write_log(session, desk.viewer, "changes", "sample_drawn", sample.reference, at)
    return sample


def find_audit_sample(session: Session, desk: Desk, reference: str) -> AuditSample:
    """One by its reference. Raises Trouble "not-found"."""
    sample = rows.sample_by_reference(session, desk.viewer, reference)
    if sample is None:
        raise not_found(f"There is no audit sample {reference[:32]}", "Look at /audit/samples")
    return sample


def draw_again(session: Session, desk: Desk, sample: AuditSample) -> Again:
    """The same draw made anew from what there is now, beside what was kept. Nothing is changed."""
    kept = tuple(int(each) for each in sample.strata["drawn"])
    asked = (str(sample.strata["by"]), sample.size, sample.seed)
    try:
        made = _drawing(session, desk, sample.method, (filter_of(sample), sample.head), asked)
        now, many = made.drawn.records, made.population
    except Trouble:
        now, many = (), 0
    gone = tuple(sorted(set(kept) - set(now)))
    come = tuple(sorted(set(now) - set(kept)))
    stages = rows.references_of(session, desk.viewer, gone)
    disposed = tuple(number for number in gone if stages.get(number, ("", ""))[1] == "disposed")
    left = [number for number in kept if number in now]
    return Again(gone, come, disposed, left == [number for number in now if number in kept], many)


def _drawing(
    session: Session, desk: Desk, method: Any, of: tuple[RecordFilter, int], asked: tuple[str, int, str]
) -> Drawing:
    """of: the filter and the head. asked: what it is parted by, the size and the seed."""
    by, size, seed = asked
    found = rows.population(session, desk.viewer, *of, by=by, risk=method == "risk")
    if not found or len(found) > MOST_DRAWN_FROM:
        raise Trouble("bad-input", problems=[_nothing_or_too_much(len(found))])
    high = high_from(each.pence for each in found if each.pence is not None) if method == "risk" else None
    marks = {each.sequence: marks_of(_at_risk(each), high) for each in found} if method == "risk" else {}
    lines = [InDraw(each.sequence, each.part, tickets_of(marks.get(each.sequence, ()))) for each in found]
    drawn = draw(method, lines, size, seed)
    counted = Counter(code for each in marks.values() for code in each)
    return Drawing(
        drawn,
        len(found),
        {number: marks.get(number, ()) for number in drawn.records},
        _parts(found, drawn.records),
        high,
        {code: counted[code] for code in MARKS if counted[code]},
    )


def _parts(found: Sequence[InPopulation], drawn: Sequence[int]) -> dict[int, str]:
    wanted = set(drawn)
    return {each.sequence: each.part for each in found if each.sequence in wanted}


def _at_risk(each: InPopulation) -> AtRisk:
    same_day = None
    if each.advised_at is not None:
        same_day = local_day(each.advised_at) == local_day(each.at)
    return AtRisk(
        each.sequence,
        each.pence,
        each.advised,
        each.limit,
        each.varied,
        each.urgent,
        each.sitting is not None,
        each.corrected,
        each.nobody_asked,
        same_day,
    )


def _nothing_or_too_much(found: int) -> Problem:
    if found:
        wrong = f"more than {MOST_DRAWN_FROM:,} records of decisions are met by this"
        return Problem("filter", wrong, "fewer", "Narrow the search, by days for example")
    wrong = "no record of a decision is met by this"
    return Problem("filter", wrong, "one at least", "Search again, wider")
