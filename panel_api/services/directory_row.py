"""One row of the list of establishments as provisions: the school, its SEN unit, its resourced provision."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from engine.problems import Problem
from panel_api.services.directory_cells import COLUMNS, EAST, NORTH, Unreadable, shown
from panel_api.services.directory_file import AT_SOURCE, Line
from panel_api.services.directory_words import NEEDS, STATES_BY_CODE, STATES_BY_NAME, TYPES_BY_CODE, TYPES_BY_NAME

FORM: Final = "1\x1f"
"""Goes into each row's digest, and changes when the same cells come to mean something else."""
FIELDS: Final = (
    "kind", "name", "state", "opened_on", "closed_on", "authority", "town", "phase", "least_age", "most_age", "admits",
    "boarding", "section_41", "needs", "easting", "northing", "capacity", "website", "telephone",
)  # fmt: skip
"""What a row says of a provision; days as ISO text. Everything else of it the council keeps itself."""
_HEADS: Final = tuple(COLUMNS)
_READS: Final = tuple(COLUMNS.values())
_SEN: Final = slice(_HEADS.index("SEN1 (name)"), _HEADS.index("SEN13 (name)") + 1)
_KINDS: Final = {"U": "sen_unit", "R": "resourced_provision"}
_WORDS: Final = {"U": "SEN unit", "R": "resourced provision"}


@dataclass(slots=True)
class Given:
    """What a row says of one provision. within: the code of its school. roll: pupils, and on which day where known."""

    code: str
    fields: dict[str, Any]
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
    urn, within = line.cells[0].strip(), _READS[_TYPE](line.cells[_TYPE])
    return [urn, *(f"{urn}-{each}" for each in within)]  # type: ignore[attr-defined]


_TYPE: Final = _HEADS.index("TypeOfResourcedProvision (name)")


def provisions_of(line: Line) -> list[Given]:
    """The provisions of a row, the school first. Raises Rejected with every reason."""
    if line.problems:
        raise Rejected(line.problems)
    try:
        values: list[Any] = [read(cell) for read, cell in zip(_READS, line.cells, strict=True)]
    except Unreadable:
        raise Rejected(_every_problem(line)) from None
    wrong: list[tuple[str, Unreadable]] = []
    given = _given(values, wrong)
    if wrong:
        raise Rejected([_problem(line, head, each) for head, each in wrong])
    return given


def _given(values: list[Any], wrong: list[tuple[str, Unreadable]]) -> list[Given]:
    (
        urn, authority, name, type_code, type_name, state_code, state_name, opened_on, closed_on, phase, least, most,
        boarding, admits, capacity, census, pupils, town, website, telephone, section_41,
    ) = values[: _SEN.start]  # fmt: skip
    within, r_roll, r_capacity, u_roll, u_capacity, east, north = values[_SEN.stop :]
    kind = state = None
    try:
        kind = _kind(type_code, type_name)
    except Unreadable as error:
        wrong.append(("TypeOfEstablishment", error))
    try:
        state = _state(state_code, state_name)
    except Unreadable as error:
        wrong.append(("EstablishmentStatus", error))
    if least is not None and most is not None and least > most:
        says = f"the youngest, {least}, is older than the oldest, {most}"
        wrong.append(("StatutoryLowAge", Unreadable(says, "the youngest first")))
    if east == north == 0:
        east = north = None  # so the list says that it is not known where
    elif (east is None) != (north is None):
        wrong.append(("Easting", Unreadable("only one of Easting and Northing is there", "both, or neither")))
    elif east is not None and not (0 < east < EAST and 0 < north < NORTH):
        says = f"{east}, {north} lies outside the National Grid"
        wrong.append(("Easting", Unreadable(says, f"metres up to {EAST:,} east and {NORTH:,} north")))
    if wrong:
        return []
    needs = _needs(tuple(values[_SEN]))
    fields = dict(
        zip(
            FIELDS,
            (
                kind, name, state, opened_on, closed_on, authority, town, phase, least, most, admits,
                boarding, section_41, list(needs) if needs is not None else None, east, north, capacity, website,
                telephone,
            ),
            strict=True,
        )
    )  # fmt: skip
    found = [Given(urn, fields, None, None if pupils is None else (pupils, census))]
    if within and kind == "mainstream":
        if needs:
            fields["needs"] = []  # the designation is that of the unit, not of the whole school
        for each in within:
            roll, places = (u_roll, u_capacity) if each == "U" else (r_roll, r_capacity)
            own = {
                **fields,
                "kind": _KINDS[each],
                "name": f"{name[:170]}: {_WORDS[each]}",
                "opened_on": None,
                "closed_on": None,
                "section_41": None,
                "needs": list(needs) if needs is not None else None,
                "capacity": places,
            }
            found.append(Given(f"{urn}-{each}", own, urn, None if roll is None else (roll, census)))
    return found


@lru_cache(1 << 14)
def _needs(cells: tuple[str | None, ...]) -> tuple[str, ...] | None:
    """The types of need in the vocabulary's order; none in particular where every cell that speaks says so."""
    if any(cells):
        return tuple(code for code in NEEDS.values() if code in cells)
    return () if "" in cells else None


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


def _every_problem(line: Line) -> list[Problem]:
    problems, values = [], []
    for head, read, cell in zip(_HEADS, _READS, line.cells, strict=True):
        try:
            values.append(read(cell))
        except Unreadable as error:
            values.append(_QUIET.get(head))
            problems.append(_problem(line, head, error))
    if any(each.where in (f"line {line.number}, Easting", f"line {line.number}, Northing") for each in problems):
        values[-2:] = None, None
    wrong: list[tuple[str, Unreadable]] = []
    _given(values, wrong)
    return problems + [_problem(line, head, each) for head, each in wrong]


_QUIET: Final = {"URN": "", "EstablishmentName": "", "TypeOfResourcedProvision (name)": ()}
"""What stands for a cell that cannot be read, where None would not do, while the rest of its row is looked at."""


def _problem(line: Line, head: str, error: Unreadable) -> Problem:
    return Problem(f"line {line.number}, {head}", error.wrong, error.expected, AT_SOURCE)
