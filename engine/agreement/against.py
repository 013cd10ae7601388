"""Scores held against a first reading: how often the same, higher or lower, and which was given for which."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.agreement.alpha import Score, Scores


@dataclass(frozen=True, slots=True)
class Against:
    """How scores stand to a first reading of the same cases; `compared` is the three together."""

    same: int
    higher: int
    lower: int

    @property
    def compared(self) -> int:
        """How many scores had a first reading to be held against."""
        return self.same + self.higher + self.lower


Matrix = Mapping[tuple[Score, Score], int]
"""How often, by (as first read, as scored)."""


def pairs(first: Mapping[str, Score | None], scores: Scores, scorer: str | None = None) -> list[tuple[Score, Score]]:
    """(as first read, as scored) for each score, of one scorer or of all, in order of case and scorer.

    first: case → first reading. What either side lacks is left out.
    """
    found = []
    for case in sorted(scores):
        before = first.get(case)
        for who, score in sorted(scores[case].items()):
            if before is not None and score is not None and scorer in (None, who):
                found.append((before, score))
    return found


def against(both: Iterable[tuple[Score, Score]], order: Sequence[Score]) -> Against:
    """How often the same, higher or lower. order: every score there can be, lowest first."""
    places = {each: place for place, each in enumerate(order)}
    moves = Counter((places[after] > places[before]) - (places[after] < places[before]) for before, after in both)
    return Against(same=moves[0], higher=moves[1], lower=moves[-1])


def matrix(both: Iterable[tuple[Score, Score]]) -> Matrix:
    """How often each reading was met by each score; the same readings lie on the diagonal."""
    return Counter(both)


def disagreements(scores: Scores) -> Matrix:
    """How often two people gave a case these two different scores, lower (or first by name) in front.

    Every two people who scored a case are counted once, so three scorers make three pairs.
    """
    found = Counter[tuple[Score, Score]]()
    for given in scores.values():
        said = sorted((each for each in given.values() if each is not None), key=_sortable)
        found.update((a, b) for place, a in enumerate(said) for b in said[place + 1 :] if a != b)
    return found


def _sortable(score: Score) -> tuple[bool, Score]:
    return isinstance(score, str), score
