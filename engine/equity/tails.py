"""How likely a sum so far out is, and how far the truth may lie: chances, which no whole numbers hold.

The one file of the room with binary floating point. A tail of a distribution is no rational number, rounding is far
below the error of the approximation itself, and no money, level or count is worked out with it. What leaves the file is
fractions: chances in millionths of a millionth, rounded up, and the ends of intervals in millionths of a unit.

`tail` is the double saddlepoint approximation to the exact permutation distribution: the group's n cases are drawn
without return from the like cases of each stratum. Sources: I. M. Skovgaard, Saddlepoint expansions for conditional
distributions (1987); J. G. Booth and R. W. Butler, Randomization distributions and saddlepoint approximations in
generalized linear models (1990). For yes and no it comes within a few per cent of the exact chance (a test holds it).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, erfc, exp, expm1, gcd, inf, isfinite, lgamma, log, pi, sqrt
from statistics import NormalDist
from typing import Final

from engine.equity.strata import Part

FINE: Final = 10**12
MILLION: Final = 10**6
_NEAR: Final = 0.3
_CLOSE: Final = 1e-7
_WIDEST: Final = 12.0
_HALVINGS: Final = 24
"""Within so many standard errors the formula divides nought by nought; the normal tail is right there."""


def chance(found: float) -> Fraction:
    """As it leaves the file: both sides, rounded up, never nothing and never above one."""
    return min(Fraction(max(ceil(2 * found * FINE), 1), FINE), Fraction(1))


def _millionths(found: float) -> Fraction:
    return Fraction(round(found * MILLION), MILLION)


def normal_tail(z: float) -> float:
    """The chance beyond z on one side."""
    return erfc(z / sqrt(2)) / 2


def distance(confidence: float) -> float:
    """How many standard errors an interval reaches on either side."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def variance(parts: Sequence[Part]) -> float:
    """Of the sum of what is drawn, exactly but for rounding."""
    return sum(_variance(part) for part in parts)


def tail(parts: Sequence[Part], above: Fraction | float) -> float:
    """The chance that the sum is at least so far above what is expected, or below where `above` is negative."""
    spread, beyond = sqrt(variance(parts)), float(above)
    if not spread or abs(beyond) / spread < _NEAR:
        return normal_tail(abs(beyond) / spread) if spread else 1.0
    return _Sum(parts, 1 if beyond > 0 else -1, spread).tail(abs(beyond) / spread)


def _variance(part: Part) -> float:
    of = part.like.of
    return part.n * (of - part.n) * part.like.spread / (of * of * (of - 1)) if of > 1 else 0.0


def moments_interval(parts: Sequence[Part], confidence: Fraction) -> tuple[Fraction, Fraction] | None:
    """Which shifts of the group the test by exact mean and variance, and a normal tail, would not reject.

    With the group shifted back, the variance is a quadratic of the shift, so the ends are the roots of a quadratic.
    None where no shift would be rejected.
    """
    z2 = distance(float(confidence)) ** 2
    beyond = weighs = spread = crossed = squared = 0.0
    for part in parts:
        of = part.like.of
        more, w = part.sum - part.n * part.like.sum / of, part.n * (of - part.n) / of
        share = w / (of - 1)
        beyond, weighs, spread = beyond + more, weighs + w, spread + _variance(part)
        crossed, squared = crossed + share * more, squared + share * w
    a, b, c = weighs**2 - z2 * squared, beyond * weighs - z2 * crossed, beyond**2 - z2 * spread
    if a <= 0:
        return None
    root = sqrt(max(b * b - a * c, 0.0))
    return _millionths((b - root) / a), _millionths((b + root) / a)


def odds_interval(
    least: int, weights: Sequence[int], count: int, confidence: Fraction
) -> tuple[Fraction, Fraction] | None:
    """The counts expected at the least and the greatest common odds ratio that the exact test would not reject.

    least, weights: the distribution by chance alone. None where `count` lies so far out that it has no weight there.
    """
    logs = [(least + place, log(weight)) for place, weight in enumerate(weights) if weight]
    if not logs[0][0] <= count <= logs[-1][0]:
        return None
    half = (1 - float(confidence)) / 2

    def tilted(odds: float) -> tuple[float, float, float]:
        """(chance of at most the count, of at least it, the mean) at these odds, as a logarithm."""
        most = max(weight + odds * at for at, weight in logs)
        each = [(at, exp(weight + odds * at - most)) for at, weight in logs]
        whole = sum(weight for _, weight in each)
        upto = sum(weight for at, weight in each if at <= count) / whole
        beyond = sum(weight for at, weight in each if at >= count) / whole
        return upto, beyond, sum(at * weight for at, weight in each) / whole

    def end(side: int) -> Fraction:
        """Halving, in logarithms of the odds; at the edge of what there can be, that edge."""
        if (side and count == logs[0][0]) or (not side and count == logs[-1][0]):
            return Fraction(count)
        low, high = (-_WIDEST, _WIDEST)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if (tilted(middle)[side] < half) is bool(side) else (low, middle)
        return _millionths(tilted(high if side else low)[2])

    return end(1), end(0)


class _Sum:
    """The sum of what is drawn, in standard errors from what is expected, the side that is asked about upwards."""

    def __init__(self, parts: Sequence[Part], sign: int, spread: float) -> None:
        self.strata: list[tuple[int, int, list[tuple[float, int]]]] = []
        step, self.most, self.log_most = 0, 0.0, 0.0
        for part in parts:
            if not part.varies:
                continue
            of, first = part.like.of, min(part.like.values)
            mean = part.like.sum / of
            step = gcd(step, *(value - first for value in part.like.values))
            values = sorted((sign * (value - mean) / spread, count) for value, count in part.like.values.items())
            self.strata.append((part.n, of, values))
            self._add_most(part.n, of, values)
        self.step = step / spread

    def _add_most(self, n: int, of: int, values: list[tuple[float, int]]) -> None:
        left = n
        for value, count in reversed(values):
            taken = min(left, count)
            self.most += taken * value
            left -= taken
            if not left:
                self.log_most += _log_choose(count, taken) - _log_choose(of, n)
                return

    def tail(self, z: float) -> float:
        """The chance of at least z."""
        if z >= self.most - self.step / 4 - 1e-9:
            return exp(self.log_most)
        theta, shape, determinant, spread = self._solve(z)
        root = sqrt(max(2 * shape, 0.0))
        steps = -expm1(-self.step * theta) / self.step if self.step else theta
        slope = steps * sqrt(spread) * exp(determinant / 2)
        found = normal_tail(root) + exp(-root * root / 2) / sqrt(2 * pi) * (1 / slope - 1 / root)
        return min(max(found, 0.0), 1.0) if isfinite(found) else normal_tail(z)

    def _solve(self, z: float) -> tuple[float, float, float, float]:
        """(theta, half the deviance, log of the ratio of determinants, variance) where the tilted mean is z."""
        low, high, theta = 0.0, inf, z
        lambdas = [log(n / (of - n)) for n, of, _ in self.strata]
        for _ in range(60):
            mean, spread = self._moments(theta, lambdas)
            if abs(mean - z) < _CLOSE * max(1.0, z):
                break
            low, high = (theta, high) if mean < z else (low, theta)
            step = theta + (z - mean) / spread if spread > 1e-12 else inf
            theta = step if low < step < high else (low + high) / 2 if isfinite(high) else 2 * theta
        return theta, *self._shape(theta, lambdas, z), spread

    def _moments(self, theta: float, lambdas: list[float]) -> tuple[float, float]:
        """Tilted mean and variance; `lambdas` are moved to where as many are drawn as there are to draw."""
        mean = spread = 0.0
        for place, (n, _, values) in enumerate(self.strata):
            at = lambdas[place] = _held_to(n, values, theta, lambdas[place])
            weight = crossed = squared = 0.0
            for value, count in values:
                drawn = count * _share(at + theta * value)
                w = drawn * (1 - drawn / count)
                mean += drawn * value
                weight += w
                crossed += w * value
                squared += w * value * value
            spread += max(squared - crossed * crossed / (weight or 1e-300), 0.0)
        return mean, spread

    def _shape(self, theta: float, lambdas: list[float], z: float) -> tuple[float, float]:
        half, ratio = theta * z, 0.0
        for at, (n, of, values) in zip(lambdas, self.strata, strict=True):
            before = log(n / (of - n))
            weight = 0.0
            half += n * (at - before) + of * _log1pexp(before)
            for value, count in values:
                share = _share(at + theta * value)
                half -= count * _log1pexp(at + theta * value)
                weight += count * share * (1 - share)
            ratio += log(max(weight, 1e-300)) - log(n * (of - n) / of)
        return half, ratio


def _held_to(n: int, values: list[tuple[float, int]], theta: float, at: float) -> float:
    """Where the odds must stand so that n are drawn on average."""
    of = sum(count for _, count in values)
    reach = abs(theta) * max(abs(values[0][0]), abs(values[-1][0]))
    centre = log(n / (of - n))
    low, high = centre - reach - 1, centre + reach + 1
    for _ in range(80):
        drawn = weight = 0.0
        for value, count in values:
            share = _share(at + theta * value)
            drawn += count * share
            weight += count * share * (1 - share)
        if abs(drawn - n) < _CLOSE * n:
            break
        low, high = (at, high) if drawn < n else (low, at)
        step = at + (n - drawn) / weight if weight > 1e-300 else inf
        at = step if low < step < high else (low + high) / 2
    return at


def _share(x: float) -> float:
    return 1 / (1 + exp(-x)) if x > -700 else 0.0


def _log1pexp(x: float) -> float:
    return x + log(1 + exp(-x)) if x > 0 else log(1 + exp(x)) if x > -700 else 0.0


def _log_choose(of: int, taken: int) -> float:
    return lgamma(of + 1) - lgamma(taken + 1) - lgamma(of - taken + 1)
