"""`evenhand data-map`: what is kept of whom, printed from the declared map. docs/data-map.md is this, word for word."""

import csv
import io
from collections.abc import Iterator
from typing import Annotated, Final

import typer

from panel_api.cli_roles import table

_HEADS: Final = ("table", "column", "holds", "of whom", "who sees it", "how long", "when its case is disposed of")
_ABOUT: Final = (
    "Every table and every column of the database: what it holds, of whom, who sees it in the service, how long it is "
    "kept. `evenhand data-map` prints this page from the one map in the code (`panel_api/data_map`), and "
    "`evenhand data-map --csv` the same for a spreadsheet. Tests hold it to the tables, to what each role is really "
    "shown, and to what a disposal really removes. It is made for a council's record of processing and for its impact "
    "assessment ([dpia.md](dpia.md)). *Disposed of* is what happens at the end of a case's time, by a list that one "
    "person draws up and another carries out ([retention.md](retention.md))."
)
_HOW: Final = (
    "*Who sees it* names roles; each sees it within the cases that are theirs ([roles.md](roles.md)). Where fewer or "
    "others see a column, that stands beside it. *Of whom*: {kinds}."
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("data-map")(data_map_command)


def data_map_command(
    as_csv: Annotated[bool, typer.Option("--csv", help="One line a column, for a spreadsheet.")] = False,
) -> None:
    """Print what the database holds of whom, who sees it and how long it is kept, as Markdown."""
    typer.echo(data_map_csv() if as_csv else data_map_page(), nl=False)


def data_map_page() -> str:
    """A section for each table."""
    from panel_api.data_map import KINDS, TABLES

    kinds = "; ".join(f"*{words}*" for words in KINDS.values())
    parts = ["# The data map", "", _ABOUT, "", _HOW.format(kinds=kinds), ""]
    for name in TABLES:
        parts += _section(name)
    return "\n".join(parts)


def _section(name: str) -> list[str]:
    from panel_api.data_map import KINDS, TABLES, lines

    kept = TABLES[name]
    told = f"{kept.holds}. **Who sees it:** {kept.seen.words}. **How long:** {kept.how_long}"
    if kept.emptied:
        told += f" Emptied then: {', '.join(f'`{each}`' for each in kept.emptied)}."
    rows = [
        [
            f"`{each.name}`",
            each.column.holds,
            KINDS[each.column.kind],
            each.column.seen.words if each.column.seen else "",
        ]
        for each in lines(name)
    ]
    return [f"## {name}", "", told, "", *table(["column", "holds", "of whom", "seen only by"], rows), ""]


def data_map_csv() -> str:
    """One line a column, each whole by itself."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(_HEADS)
    out.writerows(_rows())
    return text.getvalue()


def _rows() -> Iterator[list[str]]:
    from panel_api.data_map import KINDS, TABLES, lines

    for name, kept in TABLES.items():
        for each in lines(name):
            told = [each.column.holds, KINDS[each.column.kind], each.seen.words, kept.how_long, each.at_disposal]
            yield [name, each.name, *told]
