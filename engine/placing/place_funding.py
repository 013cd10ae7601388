"""What the country pays for a place by kind of provision, as `rules/place_funding.yaml` has it: dated, each sourced.

A council may keep values of its own beside its rulebooks; where it has none, those that ship serve.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from engine.amounts import day_words, money_words
from engine.language.dated import read_values
from engine.language.declarations import read_sources
from engine.language.loading import read_source
from engine.language.sections import Section
from engine.language.source_text import read_text
from engine.law.institutions import INSTITUTIONS
from engine.placing.costs import CostLine
from engine.problems import Complaints, Place
from engine.rulebook import DatedShape, Source, Table

FUNDING_FILE: Final = "place_funding.yaml"
_TOP: Final = Path(__file__).resolve().parents[2]
_SHIPPED: Final = (_TOP / "rules" / FUNDING_FILE, _TOP / "panel_api" / "_content" / "rules" / FUNDING_FILE)
"""In a checkout, and where a wheel puts it."""


@dataclass(frozen=True)
class PlaceFunding:
    """The values of an occupied and of an unoccupied place a year, each dated, earliest first."""

    sources: Mapping[str, Source]
    occupied: tuple[DatedShape, ...]
    unoccupied: tuple[DatedShape, ...]

    def line(self, kind: str, day: dt.date) -> CostLine | None:
        """The place money of a kind of provision on a day; None where no value is written for it."""
        entry, pence = _on(self.occupied, kind, day)
        if entry is None or pence is None:
            return None
        empty = _on(self.unoccupied, kind, day)[1]
        words = "Place funding, by the national value"
        if empty is not None and empty != pence:
            words += f"; an unoccupied place has {money_words(empty)}"
        source = self.sources[entry.source]
        return CostLine(
            "place", pence, words, f"{source.title}, {source.publisher}; from {day_words(entry.period.start)}"
        )


def funding_in(folder: Path) -> PlaceFunding:
    """The values in a folder of rulebooks, or else the shipped ones. Raises `Refused` with every problem found."""
    beside = folder / FUNDING_FILE
    return read_funding(read_source(beside), str(beside)) if beside.exists() else shipped_funding()


@cache
def shipped_funding() -> PlaceFunding:
    """The values that ship with Evenhand. Raises `Refused` where they do not hold."""
    file = next(path for path in _SHIPPED if path.exists())
    return read_funding(read_source(file), str(file))


def read_funding(text: str, file: str = FUNDING_FILE) -> PlaceFunding:
    """The values in a text. Raises `Refused` with every problem found."""
    complaints = Complaints()
    written = read_text(text, file, complaints)
    complaints.raise_if_any()
    top = Section(written, "place funding", Place(file, 1, 1), complaints, ("title", "sources", "values"), ("notice",))
    sources = read_sources(top, complaints)
    values = read_values(top, sources, complaints)
    for name in ("occupied", "unoccupied"):
        if name not in values:
            complaints.add(top.at, f"place funding has no `{name}`", f"`{name}: …` under `values`", "Add it")
    for name, entries in values.items():
        for each in entries:
            _checked(name, each, complaints)
    complaints.raise_if_any()
    return PlaceFunding(sources, values["occupied"], values["unoccupied"])


def _checked(name: str, each: DatedShape, complaints: Complaints) -> None:
    """An entry is a table by kind of provision that gives money."""
    if name not in ("occupied", "unoccupied"):
        complaints.add(each.at, f"`{name}` has no meaning here", "occupied and unoccupied", "Remove it")
    if not isinstance(each.shape, Table) or each.shape.by != ("kind",) or each.shape.type.kind != "money":
        complaints.add(each.at, f"`{name}` is no table of money by kind", "`by: [kind]` and rows", "Write it so")
        return
    for (kind,), pence in each.shape.cells.items():
        if kind not in INSTITUTIONS or not isinstance(pence, int):
            wrong = f"`{kind}` is not a kind of provision with an amount"
            complaints.add(each.at, wrong, "such as `special: £10000`", "Correct it")


def _on(entries: tuple[DatedShape, ...], kind: str, day: dt.date) -> tuple[DatedShape | None, int | None]:
    entry = next((each for each in entries if each.period.holds(day)), None)
    if entry is None or not isinstance(entry.shape, Table):
        return None, None
    pence = entry.shape.cells.get((kind,))
    return entry, pence if isinstance(pence, int) else None
