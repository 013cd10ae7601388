"""`evenhand export`: the bundle that an auditor takes away (docs/records.md)."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_at, desk_writing
from panel_api.cli_stop import UNUSABLE, Stop

if TYPE_CHECKING:
    from panel_api.bundle.writing import Wanted
    from panel_api.services import Desk


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export_command)


def export_command(
    folder: Annotated[Path | None, typer.Argument(metavar="[FOLDER]", help="A new folder for the bundle.")] = None,
    values: Annotated[
        bool, typer.Option("--values", help="Into the folder, also the personal values with their salts.")
    ] = False,
    purpose: Annotated[
        str,
        typer.Option(metavar="WORDS", help="What the values are needed for; kept in the access log. Name no child."),
    ] = "",
    logs: Annotated[bool, typer.Option("--logs", help="Into the folder, also every log, a line each.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Write a bundle: all that is needed to check the records without Evenhand, and a program that does.

    Without a folder, the records' stored bytes to standard output, one a line, for `jq` and `sha256sum`.
    """
    from panel_api.bundle.writing import Wanted
    from panel_api.services.bundle_taken import NEEDED, is_purpose, note_bundle_taken

    if folder is None and (values or logs):
        raise Stop(UNUSABLE, ["--values and --logs: they go into a folder only. Expected a FOLDER. Name one."])
    said = " ".join(purpose.split())
    if values and not is_purpose(said):
        raise Stop(UNUSABLE, [f"--values: no purpose is given. {NEEDED} Write --purpose WORDS."])
    if values:  # a copy that nobody may write to gives no values away
        with desk_writing(database) as desk, desk.database.writing() as session:
            note_bundle_taken(session, desk, values=values, logs=logs, purpose=said)
    with desk_at(database) as desk:
        _write(desk, folder, Wanted(values, logs))


def _write(desk: "Desk", folder: Path | None, wanted: "Wanted") -> None:
    from panel_api import store
    from panel_api.bundle.sinks import Folder
    from panel_api.bundle.writing import write_bundle
    from panel_api.cli_bar import bar

    with desk.database.reading() as session:
        if folder is None:
            for link in store.read_links(session, desk.viewer, values=False):
                sys.stdout.buffer.write(link.stored + b"\n")
            sys.stdout.buffer.flush()
            return
        records = 0
        try:
            with bar("Writing", "lines") as told:
                for step in write_bundle(session, desk.viewer, Folder(folder), wanted, desk.clock()):
                    if step.file == "records.jsonl":
                        records = step.lines
                    if told:
                        told(step.lines)
        except OSError as error:
            raise Stop(
                UNUSABLE, [f"{folder}: it cannot be written: {error.strerror}. Expected a new folder."]
            ) from None
    typer.echo(f"{records:,} records written to {folder}.")
