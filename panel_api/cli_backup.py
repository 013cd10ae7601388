"""`evenhand backup` and `evenhand restore`: a copy while people work, and the same database again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_at, read_settings
from panel_api.cli_stop import NOT_HELD, UNUSABLE, Stop

if TYPE_CHECKING:
    from panel_api.services import Desk


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)


def backup_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file for the copy.")],
    database: DatabaseOption = None,
) -> None:
    """Copy the whole database while it is worked with, and verify the copy; FILE.verified says where its chains end.

    The copy holds everything, personal values included: encrypt it, and keep it where the server cannot reach it.
    """
    from panel_api import store
    from panel_api.copying import CannotCopy, copied, keep_heads
    from panel_api.services.records import verified_in

    settings = read_settings(database)
    with desk_at(database) as desk:
        try:
            with copied(settings, desk.database, file) as session:
                found, altered = verified_in(session, desk)
                heads = store.chain_heads(session)
        except CannotCopy as error:
            raise Stop(UNUSABLE, [f"Nothing was copied: {error}."]) from None
        except OSError as error:
            says = f"{file}: it cannot be written: {error.strerror}"
            raise Stop(UNUSABLE, [f"{says}. Expected a new file in a folder that can be written to."]) from None
    beside = keep_heads(file, heads)
    typer.echo(f"Copied to {file}. {beside} says where its chains end: keep it elsewhere as well.")
    if found.faulty or altered:
        typer.echo(f"What was copied does not hold. First broken: {found.first or altered[0]}")
        raise typer.Exit(NOT_HELD)
    typer.echo(f"The copy holds: {found.records:,} records, {found.values:,} sealed values.")


def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A copy.")],
    database: DatabaseOption = None,
) -> None:
    """Make a database from a copy, where there is none yet; then verify every chain and replay every record.

    On PostgreSQL name an empty database as the role that is to own its tables.
    """
    from panel_api.copying import CannotCopy, kept_heads, put_back

    settings = read_settings(database)
    try:
        expected = kept_heads(file)
        put_back(settings, file)
    except CannotCopy as error:
        raise Stop(UNUSABLE, [f"Nothing was restored: {error}."]) from None
    except OSError as error:
        raise Stop(UNUSABLE, [f"{file}: it cannot be read or put there: {error.strerror}."]) from None
    typer.echo("Put back. It is verified and replayed now.")
    with desk_at(database) as desk:
        wrong = [*_not_as_kept(desk, expected), *_checked(desk)]
    for each in wrong:
        typer.echo(each)
    if wrong:
        raise typer.Exit(NOT_HELD)
    typer.echo(
        "The restored database holds. What was done since the copy is lost, and what was disposed of since then is "
        "back: carry those disposals out again before the service opens."
    )


def _not_as_kept(desk: "Desk", expected: "object") -> list[str]:
    """Each chain that does not end where FILE.verified says."""
    from panel_api import store

    if not isinstance(expected, dict):
        return []
    with desk.database.reading() as session:
        found = store.chain_heads(session)
    names = sorted(expected.keys() | found.keys())
    return [f"The chain {name} does not end where FILE.verified says." for name in names
            if expected.get(name) != found.get(name)]  # fmt: skip


def _checked(desk: "Desk") -> list[str]:
    """What does not hold: triggers, chains and rulebook texts, then what does not replay to the same bytes."""
    from panel_api.cli_bar import bar
    from panel_api.services.records import verify_records
    from panel_api.services.replaying import kept_records, replay_all
    from panel_api.triggers import TriggersMissing, check_triggers

    wrong = []
    try:
        check_triggers(desk.database.engine)
    except TriggersMissing as error:
        wrong.append(f"{error}.")
    found, altered = verify_records(desk)
    wrong += [str(each) for each in found.faults]
    wrong += [f"rulebook {sha256}: its text does not give this hash any more" for sha256 in altered]
    with kept_records(desk) as (total, links, texts), bar("Replaying", "records", total) as told:
        for done, each in enumerate(replay_all(links, texts), 1):
            if each.verdict in ("differs", "unreplayable"):
                wrong.append(f"record {each.sequence}: {each.verdict}. {each.says}")
            if told and done % 100 == 0:
                told(done)
    return wrong
