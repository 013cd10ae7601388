"""`evenhand verify`: on a live database, on a bundle, or on a bare file of records."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from panel_api.cli_database import DatabaseOption, desk_at
from panel_api.cli_stop import NOT_HELD, UNUSABLE, Stop

if TYPE_CHECKING:
    from engine.recording.chain import VerifyReport
    from engine.recording.everything import Verified

_HEAD: Final = re.compile(r"(?:([a-z]+)/)?([1-9][0-9]{0,17}):([0-9a-f]{64})")
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_CALLED: Final = {"records": "records", "checkpoints": "checkpoints"}
_WRITTEN: Final = (
    "NUMBER:SHA256 of a checkpoint, as /published/heads shows it (of another chain, records/NUMBER:SHA256)"
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify_command)


def verify_command(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[BUNDLE]", help="A bundle's folder or a file of records, instead of the database."),
    ] = None,
    head: Annotated[
        list[str] | None, typer.Option(metavar="NUMBER:SHA256", help="A published head that you kept.")
    ] = None,
    head_file: Annotated[
        Path | None, typer.Option(help="A file of such heads: one a line, or /published/heads.json as it was.")
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option(metavar="HEX", help="A public key that you know from elsewhere.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Verify records, logs, checkpoints and rulebooks; name the first that is broken and how.

    A head that was kept is searched for: a history rewritten since does not hold it any more.
    """
    held = [_head(text, "--head") for text in head or ()] + (_heads_in(head_file) if head_file else [])
    for each in key or ():
        if not _KEY.fullmatch(each):
            raise Stop(UNUSABLE, [f"--key: {each[:80]} is no public key. Expected 64 hexadecimal digits. Correct it."])
    if path is not None and database is not None:
        raise Stop(UNUSABLE, ["--database: a bundle is named too. Expected one of the two. Remove one."])
    files: list[str] = []
    if path is not None and path.is_dir():
        found, files = _of_bundle(path, held, key or [])
    elif path is not None:
        from panel_api.cli_files import verify_file

        found = verify_file(path, held)
    else:
        from panel_api.services.verifying import verify_database

        with desk_at(database) as desk:
            found = verify_database(desk, held, key or [])
    _tell(found, files, len(held))


def _of_bundle(folder: Path, held: list[tuple[str, int, str]], keys: list[str]) -> "tuple[Verified, list[str]]":
    from panel_api.bundle.reading import UnusableBundle, verify_bundle

    try:
        return verify_bundle(folder, held, keys)
    except UnusableBundle as error:
        says = f"{folder}: this is no bundle: {error}"
        raise Stop(UNUSABLE, [f"{says}. Expected what `evenhand export` writes. Check the path."]) from None
    except OSError as error:
        raise Stop(UNUSABLE, [f"{folder}: it cannot be read: {error.strerror}. Check the path."]) from None


def _head(text: str, where: str) -> tuple[str, int, str]:
    from engine.recording.everything import ANCHORED

    found = _HEAD.fullmatch(text.strip())
    chain = (found[1] or "checkpoints") if found else ""
    if not found or chain not in (*ANCHORED, "checkpoints"):
        raise Stop(UNUSABLE, [f"{where}: {text[:100]} is no head. Expected {_WRITTEN}. Correct it."])
    return chain, int(found[2]), found[3]


def _heads_in(file: Path) -> list[tuple[str, int, str]]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Stop(
            UNUSABLE, [f"{file}: the file cannot be read. Expected heads, one a line. Check the path."]
        ) from None
    lines = text.split()
    if text.lstrip().startswith("{"):
        try:
            lines = [f"{each['number']}:{each['sha256']}" for each in json.loads(text)["heads"]]
        except (ValueError, KeyError, TypeError, RecursionError):
            says = f"{file}: these are no heads"
            raise Stop(UNUSABLE, [f"{says}. Expected /published/heads.json as it was. Check the file."]) from None
    if not lines:
        raise Stop(UNUSABLE, [f"{file}: there is no head in it. Expected one a line. Check the file."])
    return [_head(each, str(file)) for each in lines]


def _tell(found: "Verified", files: list[str], held: int) -> None:
    for line in files:
        typer.echo(line)
    for sha256 in found.altered:
        typer.echo(f"rulebook {sha256}: its text does not give this hash any more")
    for report in found.reports.values():
        _tell_faults(report)
    if files or not found.holds:
        raise typer.Exit(NOT_HELD)
    records = found.reports["records"]
    typer.echo(
        f"The chain holds: {records.records:,} records, {records.values:,} sealed values"
        + (f", {records.disposed:,} records disposed of on schedule" if records.disposed else "")
        + f". It ends at record {records.head.sequence} with {records.head.sha256}."
    )
    logs = {name: report for name, report in found.reports.items() if name not in _CALLED and report.records}
    if logs:
        said = ", ".join(f"{name} {report.records:,}" for name, report in logs.items())
        typer.echo(f"So do the logs: {said} lines.")
    _tell_checkpoints(found, held)


def _tell_checkpoints(found: "Verified", held: int) -> None:
    own = found.reports.get("checkpoints")
    if own is not None and own.records:
        keys = ", ".join(f"{span.key} (from {span.first} to {span.last})" for span in found.keys)
        typer.echo(f"And {own.records:,} signed checkpoints, the last {own.head.sequence}:{own.head.sha256}.")
        typer.echo(f"Signed by {keys}. Compare the first key with one you have from elsewhere.")
    if held:
        typer.echo("The head that was kept is in it." if held == 1 else f"All {held:,} heads that were kept are in it.")


def _tell_faults(report: "VerifyReport") -> None:
    if report.first is not None:
        typer.echo(f"First broken: {report.first}")
    for fault in report.faults:
        if fault != report.first:
            typer.echo(str(fault))
    if report.faulty > len(report.faults):
        typer.echo(f"and {report.faulty - len(report.faults):,} more")
