"""What a moderated sample shows: how far the scorers agree, and how they stand to the first reading."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from engine.agreement.against import Against, Matrix, against, disagreements, matrix, pairs
from engine.agreement.alpha import Alpha, Metric, Score, alpha
from engine.agreement.bands import FOR_A_PERSON, band_of, strands
from engine.facts import Fact
from engine.rulebook import Rulebook
from engine.values import Value
from panel_api.models import Assessment, Sample
from panel_api.services.answers import taken_out
from panel_api.services.desk import Desk
from panel_api.services.moderation import numbered
from panel_api.services.published import as_used
from panel_api.store import moderation as sampled

BAND: Final = "The band they lead to"
Sheet = dict[str, dict[str, Score | None]]
"""Case → scorer → score."""


@dataclass(frozen=True, slots=True)
class Strand:
    """One strand: how far the scorers agree, and how they stand to the level first given."""

    fact: Fact
    alpha: Alpha
    against: Against


@dataclass(frozen=True, slots=True)
class ByScorer:
    """One scorer: the bands that the rulebook gives to their levels, held against those of the levels first given.

    not_blind: how many of the cases they had opened before, so that they may have seen what was found.
    """

    name: str
    finished: int
    not_blind: int
    bands: Against


@dataclass(frozen=True, slots=True)
class Line:
    """One level, or one band, as first given and as scored: what the spreadsheet holds, one a row."""

    case: str
    scorer: str
    strand: str
    first: Score | None
    scored: Score


@dataclass(frozen=True, slots=True)
class Result:
    """The whole result. levels: every level of every strand together, a figure that strands which differ much lift.

    order: the bands that occur, lowest first. bands_against, moved: of all scorers together. differed: which two bands
    two scorers gave the same case. notes: what scorers wrote, as (case, scorer, words).
    """

    cases: int
    finished: int
    levels: Alpha
    levels_against: Against
    strands: tuple[Strand, ...]
    bands: Alpha
    bands_against: Against
    order: tuple[Score, ...]
    moved: Matrix
    differed: Matrix
    scorers: tuple[ByScorer, ...]
    lines: tuple[Line, ...]
    notes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A case as it was decided: by which rulebook, on which answers, as of which day, and the band of its levels."""

    book: Rulebook
    answers: Mapping[str, Value]
    day: dt.date
    band: Score | None


def result_of(session: Session, desk: Desk, sample: Sample) -> Result:
    """Work out the result from every finished score that counts. Nothing is kept."""
    first = sampled.first_readings(session, desk.viewer, sample)
    hashes = sorted({each.first.rulebook_sha256 for each in first})
    books = {sha256: as_used(session, desk, sha256) for sha256 in hashes}
    cases = {str(each.position): _read(books[each.first.rulebook_sha256], each.first) for each in first}
    names = numbered(sampled.scorers_of(session, desk.viewer, sample))
    levels: dict[str, Sheet] = {}
    bands: Sheet = {}
    done, opened = dict.fromkeys(names.values(), 0), dict.fromkeys(names.values(), 0)
    notes: list[tuple[str, str, str]] = []
    for position, score, blind in sampled.finished_scores(session, desk.viewer, sample):
        case, who = str(position), names[score.person_id]
        read = cases[case]
        done[who] += 1
        opened[who] += not blind
        if score.words:
            notes.append((f"Case {case}", who, score.words))
        for strand, level in score.levels.items():
            levels.setdefault(strand, {}).setdefault(case, {})[who] = level
        bands.setdefault(case, {})[who] = band_of(read.book, read.answers, score.levels, read.day)
    by_scorer = {who: (done[who], opened[who]) for who in done}
    return _put_together(cases, levels, bands, by_scorer, tuple(notes))


def _read(book: Rulebook, first: Assessment) -> _Read:
    answers = taken_out(book, first.facts)
    levels = {name: answers[name] for name in strands(book) if name in answers}
    return _Read(book, answers, first.as_of, band_of(book, answers, levels, first.as_of))


def _put_together(
    cases: Mapping[str, _Read],
    levels: Mapping[str, Sheet],
    bands: Sheet,
    by_scorer: Mapping[str, tuple[int, int]],
    notes: tuple[tuple[str, str, str], ...],
) -> Result:
    facts = {name: read.book.facts[name] for read in cases.values() for name in strands(read.book)}
    first = {name: {case: _level(read.answers.get(name)) for case, read in cases.items()} for name in facts}
    found = tuple(_strand(fact, first[name], levels.get(name, {})) for name, fact in facts.items())
    together = {f"{name} {case}": given for name, sheet in levels.items() for case, given in sheet.items()}
    twice = {case for sheet in levels.values() for case, given in sheet.items() if len(given) > 1}
    first_bands = {case: read.band for case, read in cases.items()}
    order, metric = _order([*first_bands.values(), *(each for given in bands.values() for each in given.values())])
    both = pairs(first_bands, bands)
    return Result(
        cases=len(cases),
        finished=sum(finished for finished, _ in by_scorer.values()),
        levels=replace(alpha(together), cases=len(twice)),
        levels_against=_sum([each.against for each in found]),
        strands=found,
        bands=alpha(bands, metric, order),
        bands_against=against(both, order),
        order=order,
        moved=matrix(both),
        differed=disagreements(bands),
        scorers=tuple(
            ByScorer(who, *counts, against(pairs(first_bands, bands, who), order)) for who, counts in by_scorer.items()
        ),
        lines=tuple(_lines(facts, first, levels, first_bands, bands, list(by_scorer))),
        notes=notes,
    )


def _strand(fact: Fact, first: Mapping[str, Score | None], sheet: Sheet) -> Strand:
    return Strand(fact, alpha(sheet), against(pairs(first, sheet), range(int(fact.most or 0) + 1)))


def _level(answer: Value | None) -> Score | None:
    return answer if isinstance(answer, int) else None


def _order(bands: Sequence[Score | None]) -> tuple[tuple[Score, ...], Metric]:
    """The bands that occur, lowest first, and whether that order means anything: names have none of their own.

    What is left to a person stands above every numbered band, where the bands end.
    """
    said = {each for each in bands if each is not None and each != FOR_A_PERSON}
    numbered_bands = all(isinstance(each, int) for each in said)
    above: tuple[Score, ...] = (FOR_A_PERSON,) if FOR_A_PERSON in bands else ()
    return (
        *sorted(said, key=lambda each: (isinstance(each, str), each)),
        *above,
    ), "ordinal" if numbered_bands else "nominal"


def _sum(parts: Sequence[Against]) -> Against:
    return Against(
        sum(each.same for each in parts), sum(each.higher for each in parts), sum(each.lower for each in parts)
    )


def _lines(
    facts: Mapping[str, Fact],
    first: Mapping[str, Mapping[str, Score | None]],
    levels: Mapping[str, Sheet],
    first_bands: Mapping[str, Score | None],
    bands: Sheet,
    scorers: Sequence[str],
) -> list[Line]:
    """In order of case, strand (the band last) and scorer."""
    sheets = [(fact.asks, first[name], levels.get(name, {})) for name, fact in facts.items()]
    sheets.append((BAND, first_bands, bands))
    rows = [
        (int(case), number, scorers.index(who), Line(f"Case {case}", who, says, before.get(case), score))
        for number, (says, before, sheet) in enumerate(sheets)
        for case, given in sheet.items()
        for who, score in given.items()
        if score is not None
    ]
    return [line for *_, line in sorted(rows, key=lambda row: row[:3])]
