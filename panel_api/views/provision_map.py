"""A map of provision: marks that never lie on one another, or squares with counts; north up, with a bar in miles.

Everything is worked out in whole units of the drawing, from eastings and northings in metres.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from engine.law.institutions import INSTITUTIONS
from panel_api.models import Provision
from panel_api.store.provision_list import Counted, Extent
from panel_api.views.map_marks import SEVERAL, SHAPES, Shape

WIDTH: Final = 720
MARGIN: Final = 56
MOST_HEIGHT: Final = 760
LEAST_HEIGHT: Final = 260
MOST_MARKS: Final = 60
"""Above it squares are counted."""
MOST_NAMED: Final = 12
"""Up to so many marks have a name beside them, where there is room."""
ACROSS: Final = 13
"""Squares, at most, from one side of the map to the other."""
SIDES: Final = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
MILE: Final = Fraction(1_609_344, 1_000)
_BARS: Final = (Fraction(1, 4), Fraction(1, 2), *(Fraction(each) for each in (1, 2, 5, 10, 20, 50, 100)))
_LONGEST_BAR: Final = 180
_LEAST_SPAN: Final = 1_000
_NEAR: Final = (36, 18)
"""Marks nearer than this, across and down, are drawn as one."""
_LETTER: Final = 7
_DIGIT: Final = 9
_NAME: Final = 30
Box = tuple[int, int, int, int]
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """How metres lie on the drawing. scale: metres a unit."""

    west: int
    north: int
    scale: Fraction
    left: int
    height: int

    def at(self, easting: int, northing: int) -> Point:
        """Where a point lies on the drawing."""
        across = self.left + round((easting - self.west) / self.scale)
        return across, MARGIN + round((self.north - northing) / self.scale)


@dataclass
class Mark:
    """One mark with the places it stands for. name: beside it, where there is room: x, y, anchor, text."""

    number: int
    x: int
    y: int
    places: list[Provision] = field(default_factory=list)
    name: dict[str, Any] | None = None

    @property
    def shape(self) -> Shape:
        """Of its kind, or the one that stands for several."""
        return SHAPES[self.places[0].kind] if len(self.places) == 1 else SEVERAL

    @property
    def boxes(self) -> Iterable[Box]:
        """What it takes up: the shape, and its number to the right of it."""
        yield self.x - 8, self.y - 9, self.x + 10 + _DIGIT * len(str(self.number)), self.y + 9


def framed(extent: Extent, point: Point | None = None) -> Frame:
    """The frame that holds what is placed, and the point that miles are counted from."""
    corners = [(extent.west, extent.south), (extent.east, extent.north), *([point] if point else [])]
    west, south = (min(each[way] for each in corners) for way in (0, 1))
    east, north = (max(each[way] for each in corners) for way in (0, 1))
    wide, high = max(east - west, _LEAST_SPAN), max(north - south, _LEAST_SPAN)
    scale = max(Fraction(wide, WIDTH - 2 * MARGIN), Fraction(high, MOST_HEIGHT - 2 * MARGIN))
    left = (WIDTH - round(Fraction(east - west) / scale)) // 2
    height = max(LEAST_HEIGHT, round(Fraction(north - south) / scale) + 2 * MARGIN + 30)
    return Frame(west, north, scale, left, height)


def extent_of(places: Sequence[Provision]) -> Extent:
    """How far places that lie on the map reach."""
    points = [(each.easting or 0, each.northing or 0) for each in places] or [(0, 0)]
    east, north = zip(*points, strict=True)
    return Extent(len(places), len(places), min(east), min(north), max(east), max(north))


def marks_of(frame: Frame, places: Sequence[Provision]) -> list[Mark]:
    """The marks, numbered in the order of the places; near ones are one. Names stand beside a few."""
    marks: list[Mark] = []
    for place in places:
        x, y = frame.at(place.easting or 0, place.northing or 0)
        near = next((each for each in marks if abs(each.x - x) < _NEAR[0] and abs(each.y - y) < _NEAR[1]), None)
        if near is None:
            near = Mark(len(marks) + 1, x, y)
            marks.append(near)
        near.places.append(place)
    if len(marks) <= MOST_NAMED:
        _name(frame, marks)
    return marks


def _name(frame: Frame, marks: Sequence[Mark]) -> None:
    """Write each mark's name where it covers nothing; where there is no such room, its number alone stands."""
    taken: list[Box] = [box for mark in marks for box in mark.boxes]
    for mark in marks:
        text = mark.places[0].name if len(mark.places) == 1 else f"{len(mark.places)} places"
        text = text if len(text) <= _NAME else f"{text[: _NAME - 1].rstrip()}…"
        long, after = _LETTER * len(text), 16 + _DIGIT * len(str(mark.number))
        for x, y, anchor, left in (
            (mark.x + after, mark.y + 4, "start", mark.x + after),
            (mark.x - 12, mark.y + 4, "end", mark.x - 12 - long),
            (mark.x, mark.y - 14, "middle", mark.x - long // 2),
            (mark.x, mark.y + 24, "middle", mark.x - long // 2),
        ):
            box = (left, y - 12, left + long, y + 4)
            inside = left >= 4 and left + long <= WIDTH - 4 and 14 <= y <= frame.height - 40
            if inside and not any(_touch(box, each) for each in taken):
                mark.name = {"x": x, "y": y, "anchor": anchor, "text": text}
                taken.append(box)
                break


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def side_of(extent: Extent) -> int:
    """The smallest side of squares that are few enough."""
    span = max(extent.east - extent.west, extent.north - extent.south)
    return next((side for side in SIDES if span // side + 2 <= ACROSS), SIDES[-1])


def squares_of(counted: Iterable[Counted], side: int) -> list[dict[str, Any]]:
    """The squares that hold anything, from the north-west on, each with its letter and number, as in an atlas."""
    found: dict[Point, dict[str, int]] = {}
    for each in counted:
        found.setdefault((each.easting, each.northing), {})[each.kind] = each.many
    if not found:
        return []
    west, north = min(each[0] for each in found), max(each[1] for each in found)
    squares = [
        {
            "easting": easting,
            "northing": northing,
            "column": _column((easting - west) // side),
            "row": (north - northing) // side + 1,
            "many": sum(kinds.values()),
            "kinds": [
                {"words": INSTITUTIONS[code].words, "many": kinds[code]} for code in INSTITUTIONS if code in kinds
            ],
        }
        for (easting, northing), kinds in found.items()
    ]
    return sorted(squares, key=lambda each: (-each["northing"], each["easting"]))


def _column(number: int) -> str:
    letter = chr(ord("A") + number % 26)
    return letter if number < 26 else _column(number // 26 - 1) + letter


def bar_of(frame: Frame) -> dict[str, Any]:
    """The bar at the foot: how long it is, and how many miles that is, in words."""
    fitting = [each for each in _BARS if each * MILE / frame.scale <= _LONGEST_BAR] or [_BARS[0]]
    miles = fitting[-1]
    words = {Fraction(1, 4): "a quarter of a mile", Fraction(1, 2): "half a mile", Fraction(1): "1 mile"}
    return {"long": round(miles * MILE / frame.scale), "words": words.get(miles, f"{miles} miles")}


def key_of(marks: Iterable[Mark]) -> list[dict[str, Any]]:
    """What each shape on the map stands for, in the order of the kinds."""
    kinds = {mark.places[0].kind for mark in marks if len(mark.places) == 1}
    found = [{"shape": SHAPES[code], "words": INSTITUTIONS[code].words} for code in INSTITUTIONS if code in kinds]
    several = any(len(mark.places) > 1 for mark in marks)
    return [*found, *([{"shape": SEVERAL, "words": "Several places close together"}] if several else [])]
