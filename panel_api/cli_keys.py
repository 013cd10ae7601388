"""`evenhand checkpoint` and `evenhand keys`: the day's signed head, and the key that signs it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from panel_api.cli_database import DatabaseOption, desk_at, desk_writing
from panel_api.cli_stop import UNUSABLE, Stop, stop_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.recording.chain import Link
    from panel_api.services import Desk, Session

keys: Final = typer.Typer(help="The key that signs checkpoints (docs/records.md).", no_args_is_help=True)
NewFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the private key, PEM.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("checkpoint")(checkpoint_command)
    app.add_typer(keys, name="keys")


def checkpoint_command(database: DatabaseOption = None) -> None:
    """Write a signed checkpoint, where any chain has moved since the last or none stands for today.

    The running server writes one a day by itself.
    """
    from panel_api.services.checkpoints import checkpoint

    written = _writing(database, checkpoint)
    typer.echo("Nothing has moved since the last checkpoint." if written is None else _said(written))


@keys.command("new")
def new(file: NewFile) -> None:
    """Make a new private key in a new file, which only its owner may read."""
    from panel_api.services.signing_keys import make_key

    try:
        public = make_key(file)
    except OSError as error:
        raise Stop(UNUSABLE, [f"{file}: it cannot be written: {error.strerror}. Expected a new file."]) from None
    typer.echo(f"A new key is in {file}. Its public key is {public}. Keep a copy of the file where only you reach it.")


@keys.command("rotate")
def rotate(file: NewFile, database: DatabaseOption = None) -> None:
    """Let the present key name the one in FILE as the next, in a checkpoint; from then on that one signs."""
    from panel_api.services.checkpoints import rotate_key

    written = _writing(database, lambda session, desk: rotate_key(session, desk, file))
    assert written is not None
    typer.echo(f"{_said(written)} Set EVENHAND_SIGNING_KEY to {file} now, and start the server again.")


@keys.command("replace")
def replace(
    file: NewFile,
    lost: Annotated[str, typer.Option(help="Why the key before cannot sign any more, for every later verifier.")],
    database: DatabaseOption = None,
) -> None:
    """Sign with the key in FILE because the one before is lost. Nothing vouches for it.

    Every verifier says so for ever, unless its holder has the new public key from elsewhere.
    """
    from panel_api.services.checkpoints import replace_lost_key

    why = " ".join(lost.split())
    if not 1 <= len(why) <= 500:
        raise Stop(UNUSABLE, ["--lost: it is empty or too long. Expected why, in up to 500 letters. Write it."])
    written = _writing(database, lambda session, desk: replace_lost_key(session, desk, file, why))
    assert written is not None
    typer.echo(f"{_said(written)} Set EVENHAND_SIGNING_KEY to {file} now, start the server again,")
    typer.echo("and publish the new public key where people look who compare it.")


@keys.command("show")
def show(database: DatabaseOption = None) -> None:
    """Print every public key that has signed, and where the private key lies that signs next."""
    from panel_api.services.checkpoints import signing_state

    with desk_at(database) as desk, desk.database.reading() as session:
        state = signing_state(session, desk)
    for span in state.keys:
        typer.echo(f"{span.key} signed checkpoints {span.first} to {span.last}.")
        if span.lost:
            typer.echo(f"  Nothing vouches for it: the key before was lost ({span.lost}).")
    typer.echo(
        "No checkpoint is signed yet." if state.signs_next is None else f"{state.signs_next} signs the next one."
    )
    if state.file is None:
        typer.echo("The private key is in the database: whoever holds the database holds it. `evenhand keys new` makes")
        typer.echo("one in a file, and `evenhand keys rotate` goes over to it.")
    else:
        typer.echo(f"The private key is in {state.file}.")


def _writing(database: str | None, work: "Callable[[Session, Desk], Link | None]") -> "Link | None":
    from panel_api.errors import Trouble

    with desk_writing(database) as desk:
        try:
            with desk.database.writing() as session:
                return work(session, desk)
        except Trouble as trouble:
            raise stop_of(trouble) from None


def _said(link: "Link") -> str:
    return f"Checkpoint {link.sequence}:{link.sha256} is written and signed."
