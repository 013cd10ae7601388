"""The data map: every table and column with what it holds, of whom, who sees it, and how long it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from panel_api.data_map.audit import AUDIT
from panel_api.data_map.cases import CASES
from panel_api.data_map.money import MONEY
from panel_api.data_map.placing import PLACING
from panel_api.data_map.shape import COMMON, KINDS, WITH_CASE, Audience, Column, Kept
from panel_api.data_map.whatif import WHATIF
from panel_api.data_map.work import WORK
from panel_api.models import Base

__all__ = ["KINDS", "TABLES", "WITH_CASE", "Audience", "Column", "Kept", "Line", "lines"]

TABLES: Final[dict[str, Kept]] = {**CASES, **MONEY, **PLACING, **AUDIT, **WHATIF, **WORK}
"""Every table. A test holds it to `panel_api.models`, and what it says of disposal to what disposal does."""


@dataclass(frozen=True, slots=True)
class Line:
    """One column of one table, as the map says it."""

    table: str
    name: str
    column: Column
    kept: Kept

    @property
    def seen(self) -> Audience:
        """Who sees it."""
        return self.column.seen or self.kept.seen

    @property
    def at_disposal(self) -> str:
        """What becomes of it when its case is disposed of."""
        if self.kept.goes:
            return "gone"
        return "emptied" if self.name in self.kept.emptied else "stays"


def lines(table: str) -> Iterator[Line]:
    """Every column of a table, in the order of the database. Raises KeyError for one that the map does not know."""
    kept = TABLES[table]
    for each in Base.metadata.tables[table].columns:
        yield Line(table, each.name, kept.columns.get(each.name) or COMMON[each.name], kept)
