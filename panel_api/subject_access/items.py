"""Rows as a bundle tells them: an item each, with its fields, and what of it is kept back from this reader and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from sqlalchemy import Table

from engine.rulebook import Rulebook
from panel_api import data_map
from panel_api.models import Base
from panel_api.subject_access.reader import Reader, Row
from panel_api.subject_access.said import leaves, outside, prepared, said, without_money
from panel_api.subject_access.tables import EVERYWHERE, TOLD, Told
from panel_api.words import PARTY_ROLES

_OF_A_CHILD: Final = ("personal", "special")
_NOTHING: Final[tuple[object, ...]] = (None, "", [], {})
_NAMED: Final = ("provisions", "accounts", "sittings")
"""Tables whose numbers are told by a name or a day."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an item. value: as JSON holds it; said: in words, a line each."""

    name: str
    words: str
    value: Any
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept back of one item on one ground. parts: of which columns, in words; none is the whole of it.

    columns: the same by their names. sure: whether nobody may let it through (what is shielded).
    """

    item: str
    title: str
    ground: str
    parts: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is held. id: its table and number. case: the reference of its request."""

    id: str
    table: str
    title: str
    case: str
    fields: tuple[Field, ...]
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What people decided of a bundle. withheld: an item, or an item and a column, with its ground.

    let_through: what is another person's and is given all the same, since they agreed or it is fair to.
    """

    withheld: Mapping[str, str] = field(default_factory=dict)
    let_through: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Teller:
    """All that telling a row takes. cases: their references by number. names: of what numbers stand for.

    book: a rulebook by its name, or None.
    """

    reader: Reader
    choices: Choices
    cases: Mapping[int, str]
    names: Mapping[str, Mapping[int, Any]]
    book: Callable[[str], Rulebook | None]

    def items(self, name: str, rows: Iterable[Row]) -> list[Item]:
        """The rows of one table, in their order."""
        return [self._item(name, TOLD[name], row) for row in rows]

    def _item(self, name: str, told: Told, row: Row) -> Item:
        number = row[next(iter(Base.metadata.tables[name].primary_key.columns)).name]
        id_ = f"{name}-{number}"
        whole = self._whole(name, id_, row)
        title = told.title if whole and "role" not in told.open else _titled(told, row)
        fields: list[Field] = []
        grounds: dict[str, list[_Column]] = {}
        for column in _columns(name):
            if row.get(column.name) in _NOTHING or (column.name in told.quiet and row[column.name] is False):
                continue
            if whole and column.name not in told.open:
                ground, kept = whole, None
            else:
                ground, kept = self._field(name, told, row, id_, column)
            if ground:
                grounds.setdefault(ground, []).append(column)
            fields += [kept] if kept is not None else []
        held = tuple(_kept(id_, title, ground, parts, ground == whole) for ground, parts in grounds.items())
        return Item(id_, name, title, self.cases[row["case_id"]], tuple(fields), held)

    def _whole(self, name: str, id_: str, row: Row) -> str:
        ground = self.reader.of_row(name, row)
        if ground == "third_party" and id_ in self.choices.let_through:
            ground = ""
        return ground or self.choices.withheld.get(id_, "")

    def _field(self, name: str, told: Told, row: Row, id_: str, column: "_Column") -> tuple[str, Field | None]:
        """The ground on which one column is kept back, and what is told of it: none, all, or all but names."""
        free = f"{id_}.{column.name}" in self.choices.let_through
        rule = self.reader.of_column(
            name, row, column.name, place=column.name in told.places, name=column.name in told.names
        )
        if rule == "third_party" and free:
            rule = ""
        rule = rule or self.choices.withheld.get(f"{id_}.{column.name}", "")
        if rule:
            return rule, None
        raw = self._known(row, column)
        book = self.book(_rulebook(row)) if column.name == "facts" else None
        whole = prepared(name, column.name, raw)
        if column.name == "facts" and self.reader.place and isinstance(whole, dict):
            whole = without_money(whole, book)
        value, hit = self._cleaned(outside(column.name, whole), free)
        if hit == "shielded" or value in _NOTHING:
            return hit, None
        hit = "shielded" if column.name == "facts" and whole != raw else hit
        return hit, Field(column.name, column.words, value, said(name, column.name, raw, value, book))

    def _cleaned(self, value: Any, free: bool) -> tuple[Any, str]:
        """A value without other people's names, and on which ground something was taken out. free: names may stay."""
        hits: set[str] = set()

        def clean(text: str) -> str:
            told, ground = self.reader.cleaned(text)
            if ground == "shielded" or (ground and not free):
                hits.add(ground)
                return told
            return text

        found = leaves(value, clean)
        return found, "shielded" if "shielded" in hits else "".join(hits)

    def _known(self, row: Row, column: "_Column") -> Any:
        """A value; of a number that points elsewhere, what it stands for."""
        value = row[column.name]
        if column.points in _NAMED:
            return self.names[column.points].get(value, f"number {value}")
        if column.points == "cases":
            return self.cases.get(value, "another request")
        return f"{column.points}-{value}" if column.points in TOLD else value


@dataclass(frozen=True, slots=True)
class _Column:
    """One column that is told. points: the table its number points at, or ""."""

    name: str
    words: str
    points: str


@cache
def _columns(name: str) -> tuple[_Column, ...]:
    """The columns of a table that are told, in its order."""
    told, table = TOLD[name], Base.metadata.tables[name]
    found = []
    for each in data_map.lines(name):
        wanted = each.column.kind in _OF_A_CHILD or each.name in told.also
        if wanted and each.name not in told.left_out and each.name not in EVERYWHERE:
            found.append(_Column(each.name, each.column.holds, told.refs.get(each.name) or _points(table, each.name)))
    return tuple(found)


def _points(table: Table, column: str) -> str:
    keys = list(table.c[column].foreign_keys)
    return keys[0].column.table.name if keys else ""


def _kept(id_: str, title: str, ground: str, parts: Sequence[_Column], whole: bool) -> Kept:
    words = () if whole else tuple(each.words for each in parts)
    return Kept(id_, title, ground, words, tuple(each.name for each in parts), ground == "shielded")


def _titled(told: Told, row: Row) -> str:
    if "role" in told.open:
        return PARTY_ROLES.get(row["role"], told.title)
    day = row.get(told.day) if told.day else None
    words = said("", told.day, day, day, None)[0].split(",")[0] if day is not None else ""
    return f"{told.title}, {words}" if words else told.title


def _rulebook(row: Row) -> str:
    return str(row.get("rulebook_name") or row.get("rulebook") or "")


def left_out(tables: Sequence[str]) -> list[tuple[str, str]]:
    """What is not told of these tables, and why, each reason once."""
    found: dict[str, list[str]] = {}
    for name in tables:
        told, kept = TOLD[name], data_map.TABLES[name]
        if told.whole:
            found.setdefault(told.whole, []).append(kept.holds)
        for column in told.left_out:
            holds = next(each.column.holds for each in data_map.lines(name) if each.name == column)
            found.setdefault(told.left_out[column], []).append(holds)
    return [("; ".join(dict.fromkeys(what)), why) for why, what in found.items()]
