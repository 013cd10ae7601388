"""Drawing a sample: so many from each stratum, by a seed that is shown, so that anybody can draw it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from engine.sharing.apportion import apportion


@dataclass(frozen=True, slots=True)
class Stratum:
    """One part of what was drawn from: how many it holds, and how many of them were drawn."""

    name: str
    holds: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The cases drawn, in order of reference, and the strata they came from, in order of name."""

    seed: int
    cases: tuple[str, ...]
    strata: tuple[Stratum, ...]


def draw(lines: Mapping[str, str], size: int, seed: int) -> Sample:
    """`size` cases, or all there are, from `lines`: case reference → the stratum it belongs to ("" for none).

    Every stratum gives its share, whole, largest remainders first; and one at least where `size` allows each
    as much. In order of reference, each case is given `Random(seed).getrandbits(64)`; of a stratum, those with
    the smallest numbers are drawn. The order in which the lines come makes no difference. Raises ValueError
    where `size` is below 1.
    """
    if size < 1:
        raise ValueError(f"a sample of {size} cases cannot be drawn")
    numbers = _numbers(lines, seed)
    parts: dict[str, list[str]] = {}
    for case in sorted(lines, key=numbers.__getitem__):
        parts.setdefault(lines[case], []).append(case)
    holds = {name: len(cases) for name, cases in parts.items()}
    wanted = min(size, len(lines))
    floors = dict.fromkeys(holds, 1) if wanted >= len(holds) else {}
    shares = apportion(wanted, {name: Fraction(count) for name, count in holds.items()}, floors, holds)
    cases = sorted(case for name, share in shares.items() for case in parts[name][:share])
    return Sample(seed, tuple(cases), tuple(Stratum(name, holds[name], share) for name, share in shares.items()))


def _numbers(lines: Mapping[str, str], seed: int) -> dict[str, tuple[int, str]]:
    random = Random(seed)
    return {case: (random.getrandbits(64), case) for case in sorted(lines)}
