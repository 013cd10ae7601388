"""The directory as a list and as a map: narrowed, by name, a page at a time, or counted in squares of the grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, ColumnElement, String, cast, false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from panel_api.models import Provision
from panel_api.store.provision import provision_seen
from panel_api.store.viewer import Viewer

MOST_ROWS: Final = 200
OPEN: Final = ("open", "closing", "proposed")


@dataclass(frozen=True, slots=True)
class Square:
    """A square of the National Grid by its south-west corner and its side, in metres."""

    easting: int
    northing: int
    side: int

    def __str__(self) -> str:
        return f"{self.easting}-{self.northing}-{self.side}"

    @classmethod
    def parse(cls, text: str) -> "Square":
        """The square written as `str` writes it. Raises ValueError on anything else."""
        easting, northing, side = (int(each) for each in text.split("-"))
        return cls(easting, northing, side)


@dataclass(frozen=True, slots=True)
class ProvisionFilter:
    """What to list; None is no limit. q: part of its name, or how its code begins. home: the authority's own code."""

    q: str | None = None
    kind: str | None = None
    need: str | None = None
    partnership: str | None = None
    age: int | None = None
    state: str = "open"
    area: str | None = None
    square: Square | None = None
    home: str = ""


@dataclass(frozen=True, slots=True)
class ProvisionPage:
    """Rows by name, and the codes beside which the pages before and after lie, where there are any."""

    rows: tuple[Provision, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of one kind lie in a square."""

    easting: int
    northing: int
    kind: str
    many: int


@dataclass(frozen=True, slots=True)
class Extent:
    """How many there are, how many of them have a place on the map, and between which points those lie."""

    all: int
    placed: int
    west: int
    south: int
    east: int
    north: int


def list_provision(
    session: Session,
    viewer: Viewer,
    wanted: ProvisionFilter,
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = 50,
) -> ProvisionPage | None:
    """One page by name, in two queries however many there are; None where no row has the code that is named.

    after, before: a code of the page this one follows or precedes; not both.
    """
    size = max(1, min(size, MOST_ROWS))
    query = select(Provision).where(provision_seen(viewer), *_conditions(wanted))
    place, beside = tuple_(Provision.name, Provision.id), after or before
    if beside is not None:
        row = session.execute(
            select(Provision.name, Provision.id).where(Provision.code == beside, provision_seen(viewer))
        ).one_or_none()
        if row is None:
            return None
        at = tuple_(row.name, row.id)
        query = query.where(place > at if after else place < at)
    order = (Provision.name.desc(), Provision.id.desc()) if before else (Provision.name, Provision.id)
    rows = list(session.scalars(query.order_by(*order).limit(size + 1)))
    more, rows = len(rows) > size, rows[:size]
    if before:
        rows.reverse()
    if not rows:
        return ProvisionPage((), None, None)
    earlier, later = (more, True) if before else (after is not None, more)
    return ProvisionPage(tuple(rows), rows[0].code if earlier else None, rows[-1].code if later else None)


def count_provision(session: Session, viewer: Viewer, wanted: ProvisionFilter) -> int:
    """How many there are."""
    query = select(func.count()).select_from(Provision).where(provision_seen(viewer), *_conditions(wanted))
    return session.scalar(query) or 0


def count_needs_unknown(session: Session, viewer: Viewer, wanted: ProvisionFilter) -> int:
    """How many more there would be if they said for which types of need they are designated."""
    rest = ProvisionFilter(
        wanted.q, wanted.kind, None, wanted.partnership, wanted.age, wanted.state, wanted.area, wanted.square,
        wanted.home,
    )  # fmt: skip
    query = select(func.count()).select_from(Provision).where(provision_seen(viewer), *_conditions(rest))
    return session.scalar(query.where(or_(Provision.needs.is_(None), _needs_text() == "null"))) or 0


def extent(session: Session, viewer: Viewer, wanted: ProvisionFilter) -> Extent:
    """How far what is wanted reaches over the map."""
    east, north = Provision.easting, Provision.northing
    found = select(func.count(), func.count(east), func.min(east), func.min(north), func.max(east), func.max(north))
    row = session.execute(found.where(provision_seen(viewer), *_conditions(wanted))).one()
    return Extent(row[0], row[1], *(each or 0 for each in row[2:]))


def nearest(
    session: Session, viewer: Viewer, wanted: ProvisionFilter, point: tuple[int, int] | None, many: int
) -> Sequence[Provision]:
    """What lies on the map, the nearest to a point first; by name where no point is given."""
    query = select(Provision).where(provision_seen(viewer), Provision.easting.is_not(None), *_conditions(wanted))
    if point is not None:
        east, north = (
            cast(column, BigInteger) - at
            for column, at in ((Provision.easting, point[0]), (Provision.northing, point[1]))
        )
        query = query.order_by(east * east + north * north)
    return session.scalars(query.order_by(Provision.name, Provision.id).limit(many)).all()


def in_squares(session: Session, viewer: Viewer, wanted: ProvisionFilter, side: int) -> list[Counted]:
    """How many of each kind lie in each square of that side, from the south-west on."""
    east, north = Provision.easting // side * side, Provision.northing // side * side
    query = (
        select(east.label("east"), north.label("north"), Provision.kind, func.count())
        .where(provision_seen(viewer), Provision.easting.is_not(None), *_conditions(wanted))
        .group_by("east", "north", Provision.kind)
        .order_by("east", "north", Provision.kind)
    )
    return [Counted(row[0] or 0, row[1] or 0, row[2], row[3]) for row in session.execute(query)]


def middle_of_town(session: Session, viewer: Viewer, town: str) -> tuple[int, int] | None:
    """The mean of the places of the directory in a town; None where it has none there."""
    query = select(func.sum(Provision.easting), func.sum(Provision.northing), func.count(Provision.easting)).where(
        func.lower(Provision.town) == town.strip().lower(), provision_seen(viewer)
    )
    east, north, many = session.execute(query).one()
    return (int(east or 0) // many, int(north or 0) // many) if many else None


def partnerships_of(session: Session, viewer: Viewer) -> Sequence[str]:
    """The partnerships that the directory names, in order."""
    query = select(Provision.partnership).where(Provision.partnership.is_not(None), provision_seen(viewer)).distinct()
    return [each for each in session.scalars(query.order_by(Provision.partnership)) if each]


def _conditions(wanted: ProvisionFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.q:
        like = wanted.q.strip().lower().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        named = func.lower(Provision.name).like(f"%{like}%", escape="\\")
        found.append(or_(named, func.lower(Provision.code).like(f"{like}%", escape="\\")))
    for column, value in ((Provision.kind, wanted.kind), (Provision.partnership, wanted.partnership)):
        if value is not None:
            found.append(column == value)
    if wanted.need is not None:
        found.append(_needs_text().like(f'%"{wanted.need}"%'))
    if wanted.age is not None:
        found.append(or_(Provision.least_age.is_(None), Provision.least_age <= wanted.age))
        found.append(or_(Provision.most_age.is_(None), Provision.most_age >= wanted.age))
    if wanted.state != "any":
        found.append(Provision.state.in_(OPEN if wanted.state == "open" else ("closed",)))
    if wanted.area is not None:
        found.append(Provision.authority == wanted.home if wanted.area == "in" else Provision.authority != wanted.home)
    if wanted.square is not None:
        found += _in(wanted.square)
    return found


def _in(square: Square) -> list[ColumnElement[bool]]:
    if square.side <= 0:
        return [false()]
    return [
        column.between(start, start + square.side - 1)
        for column, start in ((Provision.easting, square.easting), (Provision.northing, square.northing))
    ]


def _needs_text() -> ColumnElement[str]:
    return cast(Provision.needs, String)


def names_by_code(session: Session, viewer: Viewer, codes: Iterable[str]) -> dict[str, str]:
    """What provisions of the directory are called, by their codes; of those that the viewer may read of."""
    wanted = sorted(set(codes))
    query = select(Provision.code, Provision.name).where(Provision.code.in_(wanted), provision_seen(viewer))
    return dict(session.execute(query.order_by(Provision.code)).all()) if wanted else {}
