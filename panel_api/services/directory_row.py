"""One row of the list of establishments as provisions: the school, its SEN unit, its resourced provision."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from engine.problems import Problem
from panel_api.services.directory_cells import EAST, NORTH, OWN, SHARED, Unreadable, shown
from panel_api.services.directory_file import AT_SOURCE, Line
from panel_api.services.directory_words import (
    NEEDS,
    STATES_BY_CODE,
    STATES_BY_NAME,
    TYPES_BY_CODE,
    TYPES_BY_NAME,
    WITHIN,
)

FORM: Final = "1\x1f"
"""Goes into each row's digest, and changes when the same cells come to mean something else."""
FIELDS: Final = (
    "kind", "name", "state", "opened_on", "closed_on", "authority", "town", "phase", "least_age", "most_age", "admits",
    "boarding", "section_41", "needs", "easting", "northing", "capacity", "website", "telephone",
)  # fmt: skip
"""What a row says of a provision; days as ISO text. Everything else of it the council keeps itself."""
_OWN: Final = tuple(OWN.items())
_OWN_READS: Final = tuple(OWN.values())
_SHARED: Final = tuple(SHARED.items())
_KINDS: Final = {"U": "sen_unit", "R": "resourced_provision"}
_WORDS: Final = {"U": "SEN unit", "R": "resourced provision"}
_TYPE: Final = len(OWN) + list(SHARED).index("TypeOfResourcedProvision (name)")
Wrong = list[tuple[str, Unreadable]]


@dataclass(slots=True)
class Given:
    """What a row says of one provision. fields: as `FIELDS` orders them. within: the code of its school.

    roll: pupils, and on which day where known.
    """

    code: str
    fields: tuple[Any, ...]
    within: str | None
    roll: tuple[int, str | None] | None


class Rejected(Exception):  # noqa: N818
    """A row that cannot be used, with every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems")


def digest_of(line: Line) -> str:
    """Of what is read of a row, so that a row which says the same is known at once."""
    return hashlib.sha256((FORM + "\x1f".join(line.cells)).encode()).hexdigest()


def codes_of(line: Line) -> list[str]:
    """The codes of the provisions of a row that was read before."""
    urn = line.cells[0].strip()
    return [urn, *(f"{urn}-{each}" for each in WITHIN[line.cells[_TYPE].strip().lower()])]


def provisions_of(line: Line) -> list[Given]:
    """The provisions of a row, the school first. Raises Rejected with every reason."""
    if line.problems:
        raise Rejected(line.problems)
    try:
        own: list[Any] = [read(cell) for read, cell in zip(_OWN_READS, line.cells, strict=False)]
        shared = _shared(line.cells[len(OWN) :])
    except Unreadable:
        shared = None
    if shared is None or (own[-1] is None) != (own[-2] is None) or not _on_the_grid(own[-2], own[-1]):
        return _slowly(line)
    return _given(own, shared)


@dataclass(frozen=True, slots=True)
class _Shared:
    kind: str
    state: str
    phase: str | None
    least: int | None
    most: int | None
    boarding: bool | None
    admits: str | None
    section_41: bool | None
    needs: tuple[str, ...] | None
    within: tuple[tuple[str, int | None, int | None], ...]
    """Each part's letter, pupils on roll and places."""


@lru_cache(1 << 12)
def _shared(cells: tuple[str, ...]) -> _Shared:
    """What is alike for many establishments. Raises Unreadable."""
    type_code, type_name, state_code, state_name, phase, least, most, boarding, admits, section_41, *rest = (
        read(cell) for (_, read), cell in zip(_SHARED, cells, strict=True)
    )
    kind, state = _kind(str(type_code), str(type_name)), _state(str(state_code), str(state_name))
    _in_order(least, most)
    sen, (within, r_roll, r_places, u_roll, u_places) = rest[:13], rest[13:]
    numbers = {"R": (r_roll, r_places), "U": (u_roll, u_places)}
    parts = tuple((each, *numbers[each]) for each in within) if kind == "mainstream" else ()  # type: ignore[attr-defined]
    return _Shared(kind, state, phase, least, most, boarding, admits, section_41, _needs(sen), parts)  # type: ignore[arg-type]


def _given(own: list[Any], shared: _Shared) -> list[Given]:
    urn, authority, name, opened_on, closed_on, capacity, census, pupils, town, website, telephone, east, north = own
    if east == north == 0:
        east = north = None  # so the list says that it is not known where
    each = shared
    needs = () if each.within and each.needs else each.needs  # the designation is the unit's, not the whole school's
    fields = (
        each.kind, name, each.state, opened_on, closed_on, authority, town, each.phase, each.least, each.most,
        each.admits, each.boarding, each.section_41, needs, east, north, capacity, website, telephone,
    )  # fmt: skip
    found = [Given(urn, fields, None, None if pupils is None else (pupils, census))]
    for letter, roll, places in each.within:
        part = (
            _KINDS[letter], f"{name[:170]}: {_WORDS[letter]}", each.state, None, None, authority, town, each.phase,
            each.least, each.most, each.admits, each.boarding, None, each.needs, east, north, places, website,
            telephone,
        )  # fmt: skip
        found.append(Given(f"{urn}-{letter}", part, urn, None if roll is None else (roll, census)))
    return found


def _on_the_grid(east: int | None, north: int | None) -> bool:
    return east is None or north is None or east == north == 0 or (0 < east < EAST and 0 < north < NORTH)


def _in_order(least: object, most: object) -> None:
    if isinstance(least, int) and isinstance(most, int) and least > most:
        raise Unreadable(f"the youngest, {least}, is older than the oldest, {most}", "the youngest first")


def _needs(cells: Sequence[object]) -> tuple[str, ...] | None:
    """The types of need in the vocabulary's order; none in particular where every cell that speaks says so."""
    if any(cells):
        return tuple(code for code in NEEDS.values() if code in cells)
    return () if "" in cells else None


def _slowly(line: Line) -> list[Given]:
    """A row that has something wrong, with all of it. Raises Rejected."""
    wrong: Wrong = []
    values: dict[str, Any] = {}

    def note(head: str, read: Callable[..., object], *cells: Any) -> None:
        try:
            values[head] = read(*cells)
        except Unreadable as error:
            wrong.append((head, error))

    for (head, read), cell in zip((*_OWN, *_SHARED), line.cells, strict=True):
        note(head, read, cell)
    of = values.get
    note("TypeOfEstablishment", _kind, of("TypeOfEstablishment (code)"), of("TypeOfEstablishment (name)"))
    note("EstablishmentStatus", _state, of("EstablishmentStatus (code)"), of("EstablishmentStatus (name)"))
    note("StatutoryLowAge", _in_order, of("StatutoryLowAge"), of("StatutoryHighAge"))
    if "Easting" in values and "Northing" in values:
        note("Easting", _point, values["Easting"], values["Northing"])
    raise Rejected(
        [Problem(f"line {line.number}, {head}", each.wrong, each.expected, AT_SOURCE) for head, each in wrong]
    )


def _point(east: int | None, north: int | None) -> None:
    if (east is None) != (north is None):
        raise Unreadable("only one of Easting and Northing is there", "both, or neither")
    if not _on_the_grid(east, north):
        raise Unreadable(
            f"{east}, {north} lies outside the National Grid", f"metres up to {EAST:,} east and {NORTH:,} north"
        )


@lru_cache(1 << 10)
def _kind(code: str, name: str) -> str:
    by_code, by_name = TYPES_BY_CODE.get(code.lstrip("0")), TYPES_BY_NAME.get(name.replace("’", "'").lower())
    if by_code and by_name and by_code is not by_name:
        says = f"code {shown(code)} is {by_code.name}, and the name is {shown(name)}"
        raise Unreadable(says, "a code and a name of one type")
    found = by_code or by_name
    if found is None:
        says = f"the type {shown(code)} {shown(name)} is not known" if code or name else "the type is empty"
        raise Unreadable(says, "a type of establishment that docs/directory.md lists")
    if found.kind is None:
        raise Unreadable(
            f"{shown(name or found.name)} is no provision that this directory keeps",
            "a school, college, nursery school or alternative provision in England",
        )
    return found.kind


@lru_cache(1 << 10)
def _state(code: str, name: str) -> str:
    by_code, by_name = STATES_BY_CODE.get(code.lstrip("0")), STATES_BY_NAME.get(name.lower())
    if by_code and by_name and by_code != by_name:
        raise Unreadable(f"code {shown(code)} and {shown(name)} are two different ones", "a code and a name of one")
    found = by_code or by_name
    if found is None:
        raise Unreadable(f"{shown(name or code)} is not known", " or ".join(STATES_BY_NAME))
    return found
