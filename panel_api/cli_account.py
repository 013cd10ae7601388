"""`evenhand account add` and `account link`: the first administrator, and a way in for who forgot their password."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from panel_api.cli_database import DatabaseOption, make_tables, no_database, read_settings
from panel_api.cli_stop import UNUSABLE, Stop

if TYPE_CHECKING:
    from panel_api.services import Desk

account: Final = typer.Typer(help="Accounts of people who sign in with a password.", no_args_is_help=True)
Email = Annotated[str, typer.Option(help="The e-mail address they sign in with. Nothing is sent there.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(account, name="account")


@account.command("add")
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[
        str, typer.Option(help="Their role: administrator, caseworker, chair and so on.")
    ] = "administrator",
    school: Annotated[str, typer.Option(help="The school's URN: for a school's person.")] = "",
    partnership: Annotated[str, typer.Option(help="The partnership: for a budget holder.")] = "",
    database: DatabaseOption = None,
) -> None:
    """Add an account, and print the link by which its owner sets a password."""
    from panel_api import services
    from panel_api.services.people import NewRole

    with _writing_desk(database) as desk, desk.database.writing() as session:
        _, secret = services.add_account(session, desk, name, email, NewRole(role, school, partnership))
    _tell(desk, secret)


@account.command("link")
def link(email: Email, database: DatabaseOption = None) -> None:
    """Print another one-time link for an account, which ends the one before."""
    from panel_api import services, store

    with _writing_desk(database) as desk, desk.database.writing() as session:
        person = store.person_by_email(session, email)
        if person is None:
            raise Stop(UNUSABLE, [f"{email}: no account has this e-mail address. `evenhand account add` makes one."])
        _, secret = services.new_link(session, desk, person.reference)
    _tell(desk, secret)


@contextmanager
def _writing_desk(database: str | None) -> Iterator["Desk"]:
    """A desk of the operator, on tables made where there are none. Raises Stop with every problem."""
    from sqlalchemy.exc import SQLAlchemyError

    from engine.opinions.network import Network
    from panel_api.clock import system_clock
    from panel_api.database import open_database
    from panel_api.errors import Trouble
    from panel_api.logging import set_up_logging
    from panel_api.services import Desk
    from panel_api.services.adopted_texts import AdoptedTexts
    from panel_api.shelf import Shelf

    set_up_logging()
    settings = read_settings(database)
    try:
        opened = open_database(settings)
        make_tables(settings, opened)
    except ValueError as error:
        raise Stop(UNUSABLE, [f"{error}."]) from None
    except SQLAlchemyError as error:
        raise no_database(error) from None
    try:
        shelf = Shelf(settings.rules).following(AdoptedTexts(opened), system_clock)
        yield Desk(opened, shelf, Network(), system_clock, settings=settings)
    except Trouble as trouble:
        raise Stop(UNUSABLE, [str(each) for each in trouble.problems] or [trouble.detail]) from None
    except SQLAlchemyError as error:
        raise no_database(error) from None
    finally:
        opened.dispose()


def _tell(desk: "Desk", secret: str) -> None:
    settings = desk.settings
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    own = settings.public_url or f"http://{host}:{settings.port}"
    print(f"{own}/password/{secret}")
    print("This link works once, within 72 hours. Give it to the account's owner yourself.", file=sys.stderr)
