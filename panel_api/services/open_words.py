"""The words of open figures: the tables, and the rows that every month lists whether or not they are shown."""

from collections.abc import Iterable
from typing import Final

from engine.open_figures.parts import ALL, Figure, Table
from panel_api.services.desk import Desk

TITLES: Final[dict[Table, str]] = {
    "total": "All awards",
    "need": "By area of need",
    "phase": "By phase of education",
    "place": "In and out of the county's area",
    "budget": "By the budget that pays",
}
_ROWS: Final[dict[Table, dict[str, str]]] = {
    "total": {ALL: "All awards"},
    "need": {},
    "phase": {},
    "place": {"in_area": "In area", "out_of_area": "Out of area"},
    "budget": {
        "partnership": "The partnership's own budget",
        "county_statutory": "County accounts for EHC plans",
        "early_years_fund": "Early years inclusion fund",
    },
}


def row_words(desk: Desk, shown: Iterable[Figure]) -> dict[Table, dict[str, str]]:
    """The rows of each table in their order, with their words: those of the shelf, then others that are shown."""
    rows = {table: dict(words) for table, words in _ROWS.items()}
    for book in desk.shelf.books():
        if "phase" in book.facts:
            rows["need"] |= {code: words for code, words in book.areas.items() if code not in rows["need"]}
            rows["phase"] |= {code: said.capitalize() for code, said in book.facts["phase"].words.items()}
    for figure in sorted(shown):
        rows[figure.table].setdefault(figure.row, figure.row.replace("_", " ").capitalize())
    return rows
