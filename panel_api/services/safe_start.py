"""What must hold before anything listens: no invented account outside demo mode, no demo beyond this machine."""

from panel_api import store
from panel_api.database import Database
from panel_api.settings import Settings

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NotSafe(RuntimeError):  # noqa: N818
    """The server does not start like this; the message says why and what to do."""


def check_settings(settings: Settings) -> None:
    """Whether the settings may stand together, and the server listen where they say. Raises NotSafe."""
    if settings.demo and settings.public_url is not None:
        raise NotSafe("demo mode is for this machine alone: leave EVENHAND_PUBLIC_URL out, or EVENHAND_DEMO")
    if settings.oidc_issuer is not None and settings.oidc_client_id is None:
        raise NotSafe("EVENHAND_OIDC_ISSUER needs EVENHAND_OIDC_CLIENT_ID beside it")
    _check_address(settings, settings.host.strip("[]"))


def _check_address(settings: Settings, address: str) -> None:
    if is_loopback(address):
        return
    if settings.demo:
        raise NotSafe(f"{address}: demo mode is for this machine alone; expected 127.0.0.1, ::1 or localhost")
    if not settings.https:
        raise NotSafe(
            f"{address}: beyond this machine people reach the service by https only; set EVENHAND_PUBLIC_URL to the "
            "https address they use, or leave --host and EVENHAND_HOST out"
        )


def check_demo(settings: Settings, database: Database) -> None:
    """Whether invented accounts are where they may be. Raises NotSafe."""
    if settings.demo:
        return
    with database.reading() as session:
        if store.demo_is_held(session):
            raise NotSafe(
                "accounts of the invented county are in this database, and anybody could sign in with them; set "
                "EVENHAND_DEMO=true on a machine of your own, or begin a new database for service"
            )


def is_loopback(address: str) -> bool:
    """Whether an address reaches this machine alone, by a name that the server answers to."""
    return address in LOOPBACK
