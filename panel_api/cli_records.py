"""`evenhand replay`: every record assessed again, on a live database or on an export."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_at
from panel_api.cli_stop import NOT_HELD, UNUSABLE, Stop
from panel_api.errors import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.recording.chain import Link
    from panel_api.services.replaying import Texts


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(replay_command)


def replay_command(
    sequences: Annotated[
        list[int] | None, typer.Argument(metavar="[SEQUENCE…]", help="Records to replay; every one when none is given.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="An export with values, instead of the database.")
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=0, max=256, help="How many processes; one a processor when left out.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Assess records' facts again under their own rulebooks; say whether the same bytes come out."""
    from panel_api import services
    from panel_api.services.replaying import exported_records, kept_records

    if export is not None:
        if database is not None or sequences:
            raise Stop(UNUSABLE, ["--export: it is replayed whole. Expected no --database and no number beside it."])
        try:
            with exported_records(export) as source:
                _replay_all(*source, processes)
        except (OSError, ValueError, KeyError) as error:
            says = f"{export}: this is no export with values that can be read ({error})"
            raise Stop(
                UNUSABLE, [f"{says}. Expected what `evenhand export FOLDER --values --purpose WORDS` writes."]
            ) from None
        return
    with desk_at(database) as desk:
        if not sequences:
            with kept_records(desk) as source:
                _replay_all(*source, processes)
            return
        counts: dict[str, int] = {}
        for number in sequences:
            try:
                found = services.replay_record(desk, number)
            except Trouble as trouble:
                raise Stop(UNUSABLE, [trouble.detail]) from None
            counts[found.verdict] = counts.get(found.verdict, 0) + 1
            typer.echo(f"record {number}: {found.verdict}. {found.says}")
            for each in found.differences:
                typer.echo(f"  {each}")
    _sum_up(counts)


def _replay_all(total: int, links: "Iterator[Link]", texts: "Texts", processes: int | None) -> None:
    """Replay every record with a bar, and name each that does not come out the same; decisions only are assessed."""
    from panel_api.cli_bar import bar
    from panel_api.services.replaying import replay_all

    counts: dict[str, int] = {}
    with bar("Replaying", "records", total) as told:
        for done, found in enumerate(replay_all(links, texts, processes), 1):
            counts[found.verdict] = counts.get(found.verdict, 0) + 1
            if found.verdict in ("differs", "unreplayable"):
                typer.echo(f"record {found.sequence}: {found.verdict}. {found.says}")
                for each in found.told:
                    typer.echo(f"  {each}")
            if told and done % 100 == 0:
                told(done)
    _sum_up(counts)


def _sum_up(counts: dict[str, int]) -> None:
    typer.echo(
        ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(counts.items())) or "There are no records."
    )
    if counts.get("differs") or counts.get("unreplayable"):
        raise typer.Exit(NOT_HELD)
