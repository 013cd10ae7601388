"""`evenhand serve`, `seed` and `migrate`: a database made ready, an invented county in it, and the server."""

import contextlib
import importlib.util
import os
import signal
import socket
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_database import DatabaseOption, make_tables, no_database, read_settings
from panel_api.cli_stop import FAILED, UNUSABLE, Stop

if TYPE_CHECKING:
    import uvicorn

    from panel_api.database import Database
    from panel_api.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve")(serve_command)
    app.command("seed")(seed_command)
    app.command("migrate")(migrate_command)


def serve_command(
    host: Annotated[str | None, typer.Option(help="The address to listen on, over EVENHAND_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port, over EVENHAND_PORT.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many server processes.")] = 1,
    database: DatabaseOption = None,
) -> None:
    """Serve pages and API: on this machine, or beyond it where people reach it by https."""
    import uvicorn

    from panel_api.services.safe_start import NotSafe, check_settings, is_loopback

    if host is not None:
        os.environ["EVENHAND_HOST"] = host.strip("[]")
    settings = read_settings(database)
    address = settings.host.strip("[]")
    try:
        check_settings(settings)
    except NotSafe as error:
        raise Stop(UNUSABLE, [f"The server does not start: {error}."]) from None
    ready(database)
    if database is not None:
        os.environ["EVENHAND_DATABASE_URL"] = database
    chosen = settings.port if port is None else port
    _check_free(address, chosen)
    shown = f"[{address}]" if ":" in address else address
    reached = "this machine only" if is_loopback(address) else f"people reach it at {settings.public_url}"
    print(f"Evenhand is at http://{shown}:{chosen} ({reached}). Ctrl+C ends it.", file=sys.stderr)
    # uvicorn ends cleanly on SIGTERM, then raises it again for whoever handled it before: for us that is success.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    config = uvicorn.Config(
        "panel_api.main:from_environment",
        factory=True,
        host=address,
        port=chosen,
        workers=workers,
        access_log=False,
        proxy_headers=False,  # `routes.place` believes only the proxy that the settings name
        log_level="warning",
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=20,
    )
    with contextlib.suppress(KeyboardInterrupt):
        _serve_alone(config) if workers == 1 else _serve_together(config)


def _serve_alone(config: "uvicorn.Config") -> None:
    import uvicorn

    server = uvicorn.Server(config)
    server.run()
    if not server.started:
        raise SystemExit(FAILED)


def _serve_together(config: "uvicorn.Config") -> None:
    from uvicorn.supervisors import Multiprocess

    listening = config.bind_socket()
    # One that uvicorn binds itself is not named as TCP, so asyncio leaves each answer to wait 40 ms for more of it.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    Multiprocess(config, sockets=[listening]).run()


def seed_command(database: DatabaseOption = None) -> None:
    """Load the invented county: marked invented, the same every time."""
    if importlib.util.find_spec("panel_api.seed") is None:
        raise Stop(UNUSABLE, ["There is no county to load in this version."])
    settings = read_settings(database)
    progress = import_module("panel_api.cli_progress")
    _trying(lambda: print(progress.seed_with_progress(settings), file=sys.stderr))


def migrate_command(database: DatabaseOption = None) -> None:
    """Bring the database to this version's tables, with their triggers; nothing to do is harmless."""
    from panel_api.cli_database import desk_writing
    from panel_api.migrating import migrate
    from panel_api.services.find_records import catch_up

    _trying(lambda: migrate(read_settings(database)))
    with desk_writing(database) as desk:
        _trying(lambda: catch_up(desk.database))
    print("The database is ready.", file=sys.stderr)


def _check_free(address: str, port: int) -> None:
    """Refuse a port that another program listens on, before anything is started."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            says = f"Port {port} cannot be used: {error.strerror}. Expected one that is free."
            raise Stop(UNUSABLE, [f"{says} Name another with --port or EVENHAND_PORT."]) from None


def ready(database: str | None) -> None:
    """Make the tables of a new database; refuse one whose tables are older or unprotected."""
    from panel_api.clock import system_clock
    from panel_api.database import open_database
    from panel_api.services.find_records import catch_up
    from panel_api.services.safe_start import NotSafe, check_demo
    from panel_api.services.settings_noted import note_settings
    from panel_api.triggers import TriggersMissing, check_triggers

    settings = read_settings(database)

    def prepare() -> None:
        opened = open_database(settings)
        try:
            make_tables(settings, opened)
            check_triggers(opened.engine)
            check_demo(settings, opened)
            _count_again(settings, opened)
            note_settings(opened, settings, system_clock())
            catch_up(opened)
        finally:
            opened.dispose()

    try:
        _trying(prepare)
    except (NotSafe, TriggersMissing) as error:
        raise Stop(FAILED, [f"The server does not start: {error}."]) from None


def _count_again(settings: "Settings", opened: "Database") -> None:
    """Count what is due again where the standard, the holidays or the reading of the law have changed since."""
    from panel_api.services.dues import count_again, seems_drifted

    with opened.reading() as session:
        if not seems_drifted(session, settings):
            return
    print("What dates are counted by has changed, so every date due is counted again.", file=sys.stderr)
    cases, right = count_again(opened, settings)
    print(f"{cases:,} cases counted, {right:,} of them put right.", file=sys.stderr)


def _trying(work: "object") -> None:
    from sqlalchemy.exc import SQLAlchemyError

    assert callable(work)
    try:
        work()
    except ValueError as error:
        raise Stop(UNUSABLE, [f"{error}."]) from None
    except SQLAlchemyError as error:
        raise no_database(error) from None
