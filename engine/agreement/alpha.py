"""Krippendorff's alpha, exactly: how far scores agree beyond what chance would give.

1 is full agreement, 0 what chance gives, below 0 less than that. Scores may be missing; a case that fewer
than two people scored says nothing. With `n_c` scores of `c` among the cases that say something, `n` in
all, and `m` scores on a case, alpha is 1 - (n - 1) · observed / expected, where `observed` adds up
δ²(a, b) / (m - 1) over the ordered pairs of scores on each case, and `expected` adds up n_a · n_b · δ²(a, b).
Source: K. Krippendorff, Content Analysis: An Introduction to Its Methodology, the chapter on reliability.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

Score = int | Fraction | str
Scores = Mapping[str, Mapping[str, Score | None]]
"""Case → scorer → score; a scorer who is not there, or has None, gave no score."""
Metric = Literal["nominal", "ordinal", "interval"]
"""What makes two scores far apart: that they differ; how many scores lie between them; the square of their distance."""
Standing = Literal["relied_on", "tentative", "not_relied_on", "undefined"]

RELIED_ON: Final = Fraction(4, 5)
TENTATIVE: Final = Fraction(667, 1000)
"""Krippendorff's own limits: rely on 0.800 and above; from 0.667 draw tentative conclusions only."""
FEWEST_CASES: Final = 20
"""With fewer cases one of them can move alpha a long way. Our own limit, not a published one."""

NOBODY_TWICE: Final = "No case was scored by two people, so there is nothing to compare."
ALL_THE_SAME: Final = (
    "Every score is the same. That is agreement, but chance alone would look no different, so alpha says nothing."
)


@dataclass(frozen=True, slots=True)
class Alpha:
    """Alpha, and how much it rests on.

    value: exact; None where it is undefined, and `undefined` then says why in a sentence or two.
    cases: those scored by two people or more. scores: how many scores those cases have in all.
    """

    value: Fraction | None
    undefined: str
    cases: int
    scores: int

    @property
    def small(self) -> bool:
        """Whether so few cases were scored twice that the figure is weak."""
        return self.cases < FEWEST_CASES

    @property
    def standing(self) -> Standing:
        """What may be built on it, by Krippendorff's limits."""
        if self.value is None:
            return "undefined"
        if self.value >= RELIED_ON:
            return "relied_on"
        return "tentative" if self.value >= TENTATIVE else "not_relied_on"


def alpha(scores: Scores, metric: Metric = "ordinal", order: Sequence[Score] | None = None) -> Alpha:
    """Alpha over all cases; who the scorers are and in what order anything comes makes no difference.

    order: every score there can be, lowest first, where scores do not order themselves ("low", "high");
    numbers need none. Raises ValueError for a score that `order` lacks, or for names where numbers are needed.
    """
    cases = [Counter(each for each in given.values() if each is not None) for given in scores.values()]
    pairable = [case for case in cases if case.total() > 1]
    margins = sum(pairable, Counter[Score]())
    total = margins.total()

    def found(value: Fraction | None, undefined: str = "") -> Alpha:
        return Alpha(value, undefined, len(pairable), total)

    apart = _distances(margins, metric, order)
    if not pairable:
        return found(None, NOBODY_TWICE)
    if len(margins) == 1:
        return found(None, ALL_THE_SAME)
    observed = sum((_among(case, apart) / (case.total() - 1) for case in pairable), Fraction(0))
    return found(1 - (total - 1) * observed / _among(margins, apart))


def _among(counts: Counter[Score], apart: Mapping[tuple[Score, Score], Fraction]) -> Fraction:
    """δ² added up over the ordered pairs of different scores."""
    return sum((counts[a] * counts[b] * apart[a, b] for a in counts for b in counts if a != b), Fraction(0))


def _distances(
    margins: Counter[Score], metric: Metric, order: Sequence[Score] | None
) -> dict[tuple[Score, Score], Fraction]:
    """δ² of each pair of scores that occur."""
    if metric == "nominal":
        return {(a, b): Fraction(a != b) for a in margins for b in margins}
    if metric == "interval":
        numbers = {each: _number(each) for each in margins}
        return {(a, b): (numbers[a] - numbers[b]) ** 2 for a in margins for b in margins}
    places = _places(margins, order)
    middles, below = {}, 0
    for each in sorted(margins, key=places.__getitem__):
        middles[each] = below + Fraction(margins[each], 2)
        below += margins[each]
    return {(a, b): (middles[a] - middles[b]) ** 2 for a in margins for b in margins}


def _number(score: Score) -> Fraction:
    if isinstance(score, str):
        raise ValueError(f"{score!r} is a name, and interval distances need numbers")
    return Fraction(score)


def _places(scores: Iterable[Score], order: Sequence[Score] | None) -> dict[Score, Fraction]:
    """Where each score stands, lower first."""
    if order is None:
        return {each: _number(each) for each in scores}
    places = {each: Fraction(place) for place, each in enumerate(order)}
    unplaced = sorted(str(each) for each in scores if each not in places)
    if unplaced:
        raise ValueError(f"`order` has no place for {', '.join(unplaced)}")
    return places
