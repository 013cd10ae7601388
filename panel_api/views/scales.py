"""Scales of pictures: round steps of money, and money short enough for an axis."""

from typing import Final

_STEPS: Final = (1, 2, 5)


def round_step(highest: int) -> int:
    """A round amount of which four to eight make the height, in pence."""
    size = 100
    while True:
        for each in _STEPS:
            if highest <= each * size * 6:
                return each * size
        size *= 10


def short_money(amount: int) -> str:
    """£250k, £1.5m."""
    pounds = amount // 100
    if pounds >= 1_000_000:
        tenths = pounds // 100_000
        return f"£{tenths // 10}.{tenths % 10}m" if tenths % 10 else f"£{tenths // 10}m"
    return f"£{pounds // 1000}k" if pounds >= 1000 and pounds % 1000 == 0 else f"£{pounds:,}"
