"""A what-if as tables: the same for the page, the workbook and the list of figures. Money is in pounds, as numbers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from engine.amounts import money_words
from engine.whatif.document import DIMENSIONS, Document, Flow, Group, Line, Moving
from panel_api.sheets import Cell, pounds
from panel_api.views.allocations import year_words
from panel_api.views.whatif_words import (
    GROUP_WORDS,
    account_words,
    flows,
    in_hundred,
    is_few,
    line_words,
    percent_said,
    status_words,
)

BY: Final = {
    "partnership": "Partnership",
    "phase": "Phase",
    "need": "Main type of need",
    "setting": "Kind of place",
    "school": "School",
}
NO_BAND: Final = "No band"
PUBLICATION: Final = "For publication"
KEEP_BACK: Final = "Keep back: a small number"
_TEXTS: Final = ("By the text in force", "By this text")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name, a title and heads. rows: the first cell names the row; Decimal is pounds, int a count."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def numbers(self) -> tuple[bool, ...]:
        """Of each column, whether it holds numbers."""
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.heads)
        return tuple(any(isinstance(each, int | Decimal) for each in column) for column in columns)

    @property
    def said(self) -> Iterator[tuple[str, ...]]:
        """The rows as a page shows them."""
        for row in self.rows:
            yield tuple(_said(each) for each in row)


def tables_of(document: Document) -> dict[str, Table]:
    """Every table that has a row, by its name, in reading order."""
    made = [
        _cost(document),
        _bands(document),
        *(_by(document, each) for each in DIMENSIONS if each == "partnership"),
        _years(document),
        *(_by(document, each) for each in DIMENSIONS if each != "partnership"),
        _protection(document),
        _statuses(document),
        *(_moves(name, each) for name, each in document.groups.items()),
        *(_accounts(name, each) for name, each in document.groups.items()),
        *_allocated(document),
    ]
    return {each.name: _shown(each) for each in made if each.rows}


def _shown(table: Table) -> Table:
    """A table without its last column where that has nothing to say: no number of it is small."""
    if table.heads[-1] != PUBLICATION or any(row[-1] for row in table.rows):
        return table
    return replace(table, heads=table.heads[:-1], rows=tuple(row[:-1] for row in table.rows))


def _cost(document: Document) -> Table:
    before = sum(each.compared.before for each in document.groups.values())
    after = sum(each.compared.after for each in document.groups.values())
    compared = sum(each.compared.cases for each in document.groups.values())
    rows: list[tuple[Cell, ...]] = [("The texts in force", compared, pounds(before), None, None)]
    rows += [
        (each.title, each.cases, pounds(each.pounds), None if each.alone is None else pounds(each.alone.pounds),
         _few(each.cases)) for each in document.why
    ]  # fmt: skip
    rows.append(("These texts", compared, pounds(after), None, None))
    heads = ("Step", "Cases", "Pounds a year", "By itself alone", PUBLICATION)
    return Table("cost", "What it costs a year, change by change", heads, tuple(rows) if compared else ())


def _bands(document: Document) -> Table:
    return _flowing("bands", "From band to band", flows(document), lambda band: band or NO_BAND)


def _statuses(document: Document) -> Table:
    found: dict[tuple[str, str], int] = {}
    for group in document.groups.values():
        for each in group.statuses:
            found[each.before, each.after] = found.get((each.before, each.after), 0) + each.cases
    together = [Flow(*pair, found[pair]) for pair in sorted(found)]
    return _flowing("statuses", "From status to status", together, status_words)


def _flowing(name: str, title: str, found: Sequence[Flow], said: Callable[[str], str]) -> Table:
    rows = tuple(
        (said(each.before), said(each.after) + (" (the same)" if each.before == each.after else ""), each.cases,
         _few(each.cases)) for each in sorted(found, key=lambda each: each.before == each.after)
    )  # fmt: skip
    return Table(name, title, (*_TEXTS, "Cases", PUBLICATION), rows)


def _by(document: Document, dimension: str) -> Table:
    heads = (BY[dimension], "Cases", *_TEXTS, "Difference", "In percent", "Rising", "Rising by", "Falling",
             "Falling by", PUBLICATION)  # fmt: skip
    title = "The schools most affected" if dimension == "school" else f"By {BY[dimension].lower()}"
    return Table(dimension, title, heads, tuple(_line(dimension, each) for each in document.by.get(dimension, ())))


def _line(dimension: str, each: Line) -> tuple[Cell, ...]:
    rising, falling = each.rising, each.falling
    return (
        line_words(dimension, each.name), each.cases, pounds(each.before), pounds(each.after), pounds(each.difference),
        percent_said(each.percent), rising.cases, pounds(rising.pounds), falling.cases, pounds(falling.pounds),
        _few(each.cases, rising.cases, falling.cases),
    )  # fmt: skip


def _years(document: Document) -> Table:
    held = {(each.year, each.account): each.pounds for each in document.protection.held.years}
    known = {(each.year, each.account): each for each in document.years}
    rows: list[tuple[Cell, ...]] = []
    for year in sorted({key[0] for key in (*known, *held)}):
        sums = [0, 0, 0, 0]
        for key in sorted(key for key in {*known, *held} if key[0] == year):
            each = known.get(key)
            before, after = (each.before, each.after) if each else (0, 0)
            part = (before, after, after - before, held.get(key, 0))
            rows.append((year_words(year), account_words(key[1]), *map(pounds, part)))
            sums = [one + other for one, other in zip(sums, part, strict=True)]
        rows.append((year_words(year), "All accounts", *map(pounds, sums)))
    heads = ("Financial year", "Account", *_TEXTS, "Difference", "Protection adds")
    return Table("years", "By financial year and account", heads, tuple(rows))


def _protection(document: Document) -> Table:
    rows = tuple(
        (year_words(each.year), account_words(each.account), each.cases, pounds(each.pounds), _few(each.cases))
        for each in document.protection.held.years
    )
    heads = ("Financial year", "Account", "Awards held", "Protection adds", PUBLICATION)
    return Table("protection", "What protection adds", heads, rows)


def _moves(name: str, group: Group) -> Table:
    compared, stay = group.compared.cases, group.compared.cases - group.rising.cases - group.falling.cases
    rows = (
        _moving("Awards rising", group.rising, compared),
        _moving("Awards falling", group.falling, compared),
        ("Awards that stay", stay, in_hundred(stay, compared), pounds(0), pounds(0)),
    )
    title = f"Awards rising and falling: {GROUP_WORDS[name].lower()}"
    heads = ("What becomes of them", "Cases", "In 100", "Together, a year", "The largest")
    return Table(f"moves_{name}", title, heads, rows if compared else ())


def _moving(words: str, found: Moving, compared: int) -> tuple[Cell, ...]:
    return words, found.cases, in_hundred(found.cases, compared), pounds(found.pounds), pounds(found.largest)


def _accounts(name: str, group: Group) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (account_words(each.account), pounds(each.before), pounds(each.after), pounds(each.after - each.before))
        for each in group.accounts
    ]
    whole = group.compared
    rows.append(("All together", pounds(whole.before), pounds(whole.after), pounds(whole.difference)))
    title = f"Cost a year, by the account that would bear it: {GROUP_WORDS[name].lower()}"
    return Table(f"accounts_{name}", title, ("Account", *_TEXTS, "Difference"), tuple(rows) if whole.cases else ())


def _allocated(document: Document) -> Iterable[Table]:
    for each in document.allocations:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (share.name, *(None if part is None else pounds(part) for part in (share.before, share.after,
             share.difference))) for share in each.shares
        )  # fmt: skip
        heads = ("Partnership", *_TEXTS, "Difference")
        yield Table(f"shares_{each.name}", f"Shares of the pot: {line_words('', each.name)}", heads, rows)


def band_words(band: str) -> str:
    """A band inside a sentence: "band 3", "no band"."""
    return f"band {band}" if band else "no band"


def _few(*counts: int) -> str | None:
    return KEEP_BACK if is_few(*counts) else None


def _said(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return money_words(int(cell.scaleb(2)), table=True)
    return f"{cell:,}" if isinstance(cell, int) else "" if cell is None else str(cell)
