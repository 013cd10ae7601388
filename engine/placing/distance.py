"""How far a place is: straight lines on the National Grid, in whole metres, and the squares that lie near a home.

Eastings and northings are whole metres. Roads are longer; what travel takes is asked, not worked out from this.
"""

from decimal import Decimal
from math import isqrt
from typing import Final

from engine.values import divide

SIDE: Final = 10_000
"""Metres along a side of the squares by which places are found."""

_MILE: Final = 1_609_344
"""Millimetres."""
_COLUMN: Final = 1_000
_GRID: Final = 130
"""Squares from the grid's corner to its far edges, more than Great Britain needs either way."""


def metres(a: tuple[int, int], b: tuple[int, int]) -> int:
    """The straight line between two points (easting, northing), in whole metres, the part of a metre left off."""
    return isqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)


def miles(distance: int) -> Decimal:
    """Metres as miles to one decimal place, an exact half to the even tenth."""
    return divide(distance * 1_000, _MILE, 1, "half_even")


def metres_in(whole_miles: int) -> int:
    """Whole miles as metres, the part of a metre left off: a place that far is within so many miles."""
    return whole_miles * _MILE // 1_000


def cell(point: tuple[int, int]) -> int:
    """The number of the ten-kilometre square a point lies in: its column times a thousand, and its row."""
    return point[0] // SIDE * _COLUMN + point[1] // SIDE


def cells_within(centre: tuple[int, int], reach: int) -> tuple[int, ...]:
    """Every square with a point within so many metres of `centre`, in order; none that is wholly beyond."""
    east, north = centre
    found = []
    for column in range(max(0, (east - reach) // SIDE), min(_GRID, (east + reach) // SIDE) + 1):
        for row in range(max(0, (north - reach) // SIDE), min(_GRID, (north + reach) // SIDE) + 1):
            nearest = (_nearest(east, column), _nearest(north, row))
            if (east - nearest[0]) ** 2 + (north - nearest[1]) ** 2 <= reach**2:
                found.append(column * _COLUMN + row)
    return tuple(found)


def _nearest(at: int, square: int) -> int:
    """Of a square's metres along one axis, the one nearest to `at`."""
    return min(max(at, square * SIDE), square * SIDE + SIDE - 1)
