"""Places on a day of each term: commissioned, filled and free, at every provision whose numbers are known."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of a provision from a day on, until a later row of it. number: the order in which it was written."""

    provision: int
    from_day: dt.date
    number: int
    commissioned: int | None
    on_roll: int | None


@dataclass(frozen=True, slots=True)
class Seats:
    """What some provisions have on a day. full numbers are those of the `known` provisions alone.

    free: places without a child. over: children beyond the places commissioned. unknown: provisions whose numbers are
    not all known on the day.
    """

    known: int = 0
    commissioned: int = 0
    filled: int = 0
    free: int = 0
    over: int = 0
    unknown: int = 0

    def __add__(self, other: "Seats") -> "Seats":
        """Both together."""
        return Seats(
            self.known + other.known,
            self.commissioned + other.commissioned,
            self.filled + other.filled,
            self.free + other.free,
            self.over + other.over,
            self.unknown + other.unknown,
        )


def seats_of(row: Row | None) -> Seats:
    """What one provision has by its numbers; None where it has none yet."""
    if row is None or row.commissioned is None or row.on_roll is None:
        return Seats(unknown=1)
    spare = row.commissioned - row.on_roll
    return Seats(1, row.commissioned, row.on_roll, max(0, spare), max(0, -spare))


def seats_by_day(
    rows: Iterable[Row], days: Sequence[dt.date], group: Mapping[int, str]
) -> dict[dt.date, dict[str, Seats]]:
    """What there is on each day, by group of provisions; a provision without numbers on the day counts as unknown.

    group: of each provision that counts. Of the rows that began, the one that begins last holds; where two begin then,
    the later written.
    """
    waiting = sorted((each for each in rows if each.provision in group), key=lambda each: (each.from_day, each.number))
    found: dict[dt.date, dict[str, Seats]] = {}
    holds: dict[int, Row] = {}
    at = 0
    for day in sorted(days):
        while at < len(waiting) and waiting[at].from_day <= day:
            holds[waiting[at].provision] = waiting[at]
            at += 1
        seats: dict[str, Seats] = {}
        for provision, of in group.items():
            seats[of] = seats.get(of, Seats()) + seats_of(holds.get(provision))
        found[day] = seats
    return found
