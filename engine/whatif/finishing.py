"""From totals to the document: sums in their order, ranks, percents and words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from heapq import nsmallest

from engine.amounts import day_words
from engine.values import divide
from engine.whatif.asked import Change, Spec
from engine.whatif.document import (
    DIMENSIONS,
    GROUPS,
    Account,
    Allocated,
    Amount,
    Compared,
    Document,
    Flow,
    Group,
    Held,
    HeldYear,
    Line,
    Moved,
    Moving,
    Pence,
    Protected,
    Text,
    Unknown,
    Why,
    Year,
)
from engine.whatif.protection import rules_said
from engine.whatif.steps import Made
from engine.whatif.totals import Totals

MOST_AFFECTED = 20
"""Schools that are told by name and rank: by pounds, and by percent."""


def document_of(
    totals: Totals,
    changes: Sequence[tuple[Change, Sequence[Made]]],
    spec: Spec,
    unknown: Unknown,
    allocations: Sequence[Allocated],
    notes: Iterable[str] = (),
) -> Document:
    """The document of all cases together."""
    return Document(
        as_of=spec.as_of,
        texts=tuple(Text(each.name, each.after.title, each.after.sha256, each.before.sha256) for each, _ in changes),
        groups={name: _group(totals, name == "open") for name in GROUPS},
        by={name: _lines(totals, name) for name in DIMENSIONS},
        years=_years(totals),
        why=tuple(
            _why(totals, number, change, at, each)
            for number, (change, made) in enumerate(changes)
            if change.answers is None
            for at, each in enumerate(made, 1)
        ),
        protection=Protected(rules_said(spec), _held(totals)),
        unknown=unknown,
        moved=_moved(totals),
        allocations=tuple(allocations),
        notes=(*_notes(spec), *notes),
    )


def percent_of(part: int, whole: int) -> str | None:
    """So many percent, to a hundredth, half to even; None of nothing."""
    return format(divide(part * 100, whole, 2, "half_even"), ".2f") if whole else None


def _notes(spec: Spec) -> Iterable[str]:
    day = day_words(spec.as_of)
    yield f"An award that an open case comes to is taken to begin on {day} and to run on."
    yield f"Both texts stand as on {day}; what either says of later days is not in the figures."
    yield "What was paid before that day is the same on both sides, at the award in payment."
    yield (
        "Where a text in between two changes gives a case no amount, the last amount given stands until there is one"
        " again, and the change that gives it has the whole difference."
    )


def _group(totals: Totals, is_open: bool) -> Group:
    def of(measure: str) -> int:
        return totals.of("group", is_open, measure)

    before, after = of("before"), of("after")
    return Group(
        cases=of("cases"),
        compared=Compared(of("compared"), Pence(before), Pence(after), Pence(after - before)),
        only_before=Amount(of("only_before cases"), Pence(of("only_before pounds"))),
        only_after=Amount(of("only_after cases"), Pence(of("only_after pounds"))),
        rising=_moving(totals, "rising", "group", is_open),
        falling=_moving(totals, "falling", "group", is_open),
        accounts=_accounts(totals, is_open),
        bands=_flows(totals, "band", is_open),
        statuses=_flows(totals, "status", is_open),
    )


def _moving(totals: Totals, which: str, *key: object) -> Moving:
    largest = totals.largest.get((*key, f"{which} largest"), 0)
    return Moving(totals.of(*key, f"{which} cases"), Pence(totals.of(*key, f"{which} pounds")), Pence(largest))


def _accounts(totals: Totals, is_open: bool) -> tuple[Account, ...]:
    codes = {str(key[0]) for side in ("before", "after") for key, _ in totals.under(side, is_open)}
    return tuple(
        Account(
            code,
            Pence(totals.of("before", is_open, code, "pence")),
            Pence(totals.of("after", is_open, code, "pence")),
        )
        for code in sorted(codes)
    )


def _flows(totals: Totals, *start: object) -> tuple[Flow, ...]:
    """From what to what how many, in order; bands that are numbers by their number."""
    pairs = [(str(key[0]), str(key[1]), cases) for key, cases in totals.under(*start)]
    ordered = sorted(pairs, key=lambda each: tuple((len(word), word) for word in each[:2]))
    return tuple(Flow(*each) for each in ordered)


def _lines(totals: Totals, name: str) -> tuple[Line, ...]:
    start = f"by {name}"
    found = [_line(totals, start, each) for each in totals.words(start)]
    return _ranked(found) if name == "school" else tuple(found)


def _line(totals: Totals, start: str, name: str, rank: int | None = None, percent_rank: int | None = None) -> Line:
    before, after = totals.of(start, name, "before"), totals.of(start, name, "after")
    return Line(
        name,
        totals.of(start, name, "cases"),
        Pence(before),
        Pence(after),
        Pence(after - before),
        percent_of(after - before, before),
        _moving(totals, "rising", start, name),
        _moving(totals, "falling", start, name),
        rank,
        percent_rank,
    )


def _ranked(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The schools most affected, by pounds and by percent, each with its ranks; those by pounds first."""
    named = [each for each in lines if each.name and each.difference]
    pounds = nsmallest(MOST_AFFECTED, named, key=lambda each: (-abs(each.difference), each.name))
    known = [each for each in named if each.before]
    percent = nsmallest(
        MOST_AFFECTED, known, key=lambda each: (-Fraction(abs(each.difference), each.before), each.name)
    )
    ranks = {each.name: at for at, each in enumerate(pounds, 1)}
    percents = {each.name: at for at, each in enumerate(percent, 1)}
    return tuple(
        replace(each, rank=ranks.get(each.name), percent_rank=percents.get(each.name))
        for each in dict.fromkeys([*pounds, *percent])
    )


def _years(totals: Totals) -> tuple[Year, ...]:
    found = dict.fromkeys((key[0], key[1]) for key, _ in totals.under("year"))
    return tuple(
        Year(
            int(str(year)),
            str(code),
            Pence(totals.of("year", year, code, "before")),
            Pence(totals.of("year", year, code, "after")),
        )
        for year, code in found
    )


def _held(totals: Totals) -> Held:
    found = dict.fromkeys((key[0], key[1]) for key, _ in totals.under("held") if len(key) == 3)
    years = tuple(
        HeldYear(
            int(str(year)),
            str(code),
            totals.of("held", year, code, "cases"),
            Pence(totals.of("held", year, code, "pounds")),
        )
        for year, code in found
    )
    pounds = Pence(sum(each.pounds for each in years))
    return Held(totals.of("held", "cases"), totals.of("held", "no_review_day"), pounds, years)


def _why(totals: Totals, number: int, change: Change, at: int, made: Made) -> Why:
    def of(measure: str, is_open: bool) -> int:
        return totals.of("why", number, is_open, measure)

    def both(measure: str) -> int:
        return of(measure, True) + of(measure, False)

    alone = Amount(both(f"alone.{at} cases"), Pence(both(f"alone.{at} pounds"))) if made.alone is not None else None
    return Why(
        text=change.name,
        change=made.name,
        title=made.title,
        words=made.words,
        cases=both(f"part.{at} cases"),
        pounds=Pence(both(f"part.{at} pounds")),
        open=Pence(of(f"part.{at} pounds", True)),
        running=Pence(of(f"part.{at} pounds", False)),
        alone=alone,
        bands=_flows(totals, "band_by", number, at),
        statuses=_flows(totals, "status_by", number, at),
    )


def _moved(totals: Totals) -> Moved:
    before, after = totals.of("moved", "before"), totals.of("moved", "after")
    groups = [("group", name == "open") for name in GROUPS]
    compared = sum(totals.of(*each, "compared") for each in groups)
    whole = sum(totals.of(*each, "before") for each in groups)
    return Moved(
        totals.of("moved", "cases"),
        Pence(before),
        Pence(after),
        Pence(after - before),
        percent_of(totals.of("moved", "cases"), compared),
        percent_of(after - before, before),
        percent_of(after - before, whole),
    )
