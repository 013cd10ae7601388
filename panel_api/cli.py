"""The command line: `evenhand assess · check · explain · serve · seed · verify · replay · export · whatif`.

Exit status: 0 done, 1 a check did not hold, 2 the input cannot be used, 3 no result because opinions
differed or an engine failed. Never a traceback.
"""

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from panel_api import cli_assess, cli_records, cli_rules, cli_serve
from panel_api.cli_stop import FAILED, UNUSABLE, Stop
from panel_api.logging import where_it_failed

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


for add in (cli_assess.add_to, cli_rules.add_to, cli_serve.add_to, cli_records.add_to):
    add(app)


def main() -> None:
    """The console entry."""
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
        print(f"{error.format_message().rstrip('.')}. `evenhand --help` says what there is.", file=sys.stderr)
        return UNUSABLE
    except (KeyboardInterrupt, typer.Abort):
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # who read us has gone
        return 0
    except Exception as error:
        place = where_it_failed(error)[-1:]
        print(
            f"Evenhand itself failed ({type(error).__name__} at {', '.join(place)}). Please report it.", file=sys.stderr
        )
        return FAILED
    return done if isinstance(done, int) else 0
