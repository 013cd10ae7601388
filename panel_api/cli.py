"""`evenhand`: every command of the product; `evenhand --help` lists them.

Exit status: 0 done, 1 a check did not hold, 2 the input cannot be used, 3 no result because opinions
differed or an engine failed. Never a traceback.
"""

import errno
import io
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated, Final

import typer

from panel_api import (
    cli_account,
    cli_accounts,
    cli_adopting,
    cli_assess,
    cli_backup,
    cli_calibrating,
    cli_changes,
    cli_data_map,
    cli_directory,
    cli_dispose,
    cli_dues,
    cli_equity,
    cli_export,
    cli_freeze,
    cli_keys,
    cli_ledger,
    cli_logs,
    cli_money,
    cli_monitoring,
    cli_open_figures,
    cli_records,
    cli_returns,
    cli_roles,
    cli_rules,
    cli_serve,
    cli_subject_access,
    cli_uprate,
    cli_verify,
    cli_whatif,
)
from panel_api.cli_stop import FAILED, UNUSABLE, Stop, one_line
from panel_api.logging import where_it_failed

NOT_WRITTEN: Final = (errno.EBADF, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC)
"""What a system says where an answer cannot be written: no standard output, or no room."""

app = typer.Typer(
    help="Even-handed decisions: the same need, the same answer, for reasons anyone can read.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"evenhand {version('evenhand')}")
        raise typer.Exit


@app.callback()
def common(
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Even-handed decisions: the same need, the same answer, for reasons anyone can read."""
    del show_version


for add in (
    cli_assess.add_to,
    cli_backup.add_to,
    cli_rules.add_to,
    cli_adopting.add_to,
    cli_whatif.add_to,
    cli_calibrating.add_to,
    cli_changes.add_to,
    cli_serve.add_to,
    cli_account.add_to,
    cli_accounts.add_to,
    cli_records.add_to,
    cli_verify.add_to,
    cli_export.add_to,
    cli_keys.add_to,
    cli_subject_access.add_to,
    cli_dues.add_to,
    cli_freeze.add_to,
    cli_ledger.add_to,
    cli_money.add_to,
    cli_returns.add_to,
    cli_roles.add_to,
    cli_logs.add_to,
    cli_data_map.add_to,
    cli_directory.add_to,
    cli_monitoring.add_to,
    cli_equity.add_to,
    cli_dispose.add_to,
    cli_open_figures.add_to,
    cli_uprate.add_to,
):
    add(app)


def main() -> None:
    """The console entry."""
    open_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    raise SystemExit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; its exit status."""
    try:
        done = app(list(arguments), prog_name="evenhand", standalone_mode=False)
        sys.stdout.flush()
    except Stop as stop:
        for line in stop.lines:
            print(line, file=sys.stderr)
        return stop.status
    except typer.TyperException as error:
        print(_usage(error), file=sys.stderr)
        return UNUSABLE
    except (KeyboardInterrupt, typer.Abort):
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        _answer_to_nobody()  # who read us has gone
        return 0
    except SystemExit as ended:  # Typer makes an end of its own of a broken pipe
        if not isinstance(ended.__context__, BrokenPipeError):
            raise
        _answer_to_nobody()
        return 0
    except OSError as error:
        if error.errno not in NOT_WRITTEN or error.filename is not None:
            return _failed(error)
        _answer_to_nobody()
        print(f"The answer could not be written: {error.strerror}.", file=sys.stderr)
        return FAILED
    except Exception as error:
        return _failed(error)
    return done if isinstance(done, int) else 0


def _failed(error: Exception) -> int:
    place = ", ".join(where_it_failed(error)[-1:])
    print(f"Evenhand itself failed ({type(error).__name__} at {place}). Please report it.", file=sys.stderr)
    return FAILED


def _usage(error: typer.TyperException) -> str:
    """What is wrong with a command line; where a value is, in our words and not those of what reads it."""
    from pydantic import ValidationError

    said = error.format_message().rstrip(".")
    if isinstance(error.__cause__, ValidationError):
        from panel_api.reading import said as in_our_words

        where = said.split("'")[1] if said.count("'") > 1 else "The command line"
        return one_line(f"{where}: {in_our_words(error.__cause__)[0].message}")
    return f"{said}. `evenhand --help` says what there is."


class _Closed(io.RawIOBase):
    """Stands for a standard output that was closed before we began: nothing can be written to it."""

    def writable(self) -> bool:
        return True

    def write(self, _text: object) -> int:
        raise OSError(errno.EBADF, "standard output is closed")


def open_streams() -> None:
    """Give every standard stream that was closed a stand-in, so that no file of ours is opened in its place."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        while (spare := os.open(os.devnull, os.O_RDWR)) < 3:
            pass
        os.close(spare)
    sys.stdin = sys.stdin or os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    sys.stdout = sys.stdout or io.TextIOWrapper(io.BufferedWriter(_Closed()), encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _answer_to_nobody() -> None:
    """What still waits to be written cannot be: let it go, or Python complains of it at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):  # a stand-in has no number
        sys.stdout = os.fdopen(nowhere, "w")
