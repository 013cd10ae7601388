"""The accounts as a finance officer keeps them: opened, what each holds this year, and cash at a host school."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.ledger.accounts import slug
from panel_api import store
from panel_api.models import Account
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field, Stopped, form_view, summary_of
from panel_api.pages.forms import Form, Sent
from panel_api.pages.keeping import Verb, write
from panel_api.render import page
from panel_api.routes.guarding import KeepLedger
from panel_api.schemas_accounts import Handing, Hosting, Opening
from panel_api.services import Desk
from panel_api.services.accounts import hand_over, host, open_named
from panel_api.services.posting import this_year, year_words
from panel_api.store.budget import balances

router = APIRouter()
HERE: Final = "/accounts"
OPEN: Final = Asking("open", "Open these accounts", Opening, (
    Field("names", "Partnerships", "words", "A line each, spelt as requests spell them. The county's own accounts are "
          "opened with them; what is open already stays as it is.", needed="Write the partnerships' names."),
), "Open accounts")  # fmt: skip
_AMOUNT: Final = Field("amount", "How much", "money", "In pounds, such as 12500.00.", "Write the amount in pounds.",
                       "Write an amount such as 12500 or 12,500.00.", "10")  # fmt: skip
_WAYS: Final = (("to", "From the council to the school"), ("back", "Back from the school to the council"))


@router.get("/accounts")
def read_accounts(request: Request, desk: KeepLedger) -> Response:
    """Every account with its figures this year, and the forms."""
    return _page(request, desk, None)


@router.post("/accounts/open")
def open_accounts(request: Request, desk: KeepLedger, form: Sent) -> Response:
    """Open accounts; sent twice, opened once."""
    return _write(request, desk, form, OPEN, lambda session, given: open_named(session, desk, given.names.splitlines()))


@router.post("/accounts/host")
def say_host(request: Request, desk: KeepLedger, form: Sent) -> Response:
    """Say which school holds cash for a partnership."""
    return _write(request, desk, form, _hosting(()), lambda session, given: host(session, desk, given))


@router.post("/accounts/cash")
def cash(request: Request, desk: KeepLedger, form: Sent) -> Response:
    """Cash that went to the host school or came back, as an entry."""
    return _write(request, desk, form, _handing(()), lambda session, given: hand_over(session, desk, given))


def _write(request: Request, desk: Desk, form: Form, asking: Asking, verb: Verb) -> Response:
    return write(request, desk, form, asking, verb, lambda stopped: _page(request, desk, stopped), back=HERE)


def _hosting(options: tuple[tuple[str, str], ...]) -> Asking:
    return Asking("host", "Record this", Hosting, (
        Field("account", "Partnership", "choice", needed="Choose a partnership.", options=options),
        Field("school", "School that holds cash for it", hint="Its URN. Leave it empty where none does any more.",
              wrong="Write the school's URN: six digits.", width="10"),
    ), "Say which school holds cash")  # fmt: skip


def _handing(options: tuple[tuple[str, str], ...]) -> Asking:
    return Asking("cash", "Record this", Handing, (
        Field("account", "Partnership", "choice", needed="Choose a partnership.", options=options),
        Field("way", "Which way", "choice", needed="Choose which way it went.", options=_WAYS),
        _AMOUNT,
        Field("on", "On which day", "day", DAY, "Write the day.", DAY_WRONG, "20"),
        Field("words", "What for", needed="Write what it is for."),
    ), "Record cash handed over")  # fmt: skip


def _page(request: Request, desk: Desk, stopped: Stopped | None) -> Response:
    year = this_year(desk)
    with desk.database.reading() as session:
        found = balances(session, desk.viewer, year)
        accounts = [each.account for each in found]
        there = {each.partnership for each in accounts}
        waiting = [name for name in store.partnerships(session) if name not in there]
    options = tuple((each.code, each.name) for each in accounts if each.kind == "partnership")
    hosted = tuple((each.code, each.name) for each in accounts if each.host_school)
    askings = (
        [_hosting(options), _handing(hosted), OPEN] if hosted else [_hosting(options), OPEN] if options else [OPEN]
    )
    mine = next((each for each in askings if stopped and stopped.action == f"{HERE}/{each.verb}"), OPEN)
    trouble = summary_of(mine, stopped, f"{mine.verb}-") if stopped else None
    view = {
        "title": "Error: Accounts" if stopped else "Accounts",
        "trouble": trouble,
        "rows": [{"href": f"/budget/{slug(each.account.code)}", "account": each.account, "is": each} for each in found],
        "year": year_words(year),
        "waiting": waiting,
        "asked": [_form(each, waiting, accounts, stopped) for each in askings],
    }
    return page(request, "accounts.html", view, status=stopped.trouble.status if stopped else 200)


def _form(
    asking: Asking, waiting: Sequence[str], accounts: Sequence[Account], stopped: Stopped | None
) -> dict[str, Any]:
    """A form, folded unless it is what the page is there for."""
    values = {"names": "\n".join(waiting)} if asking is OPEN else None
    drawn = form_view(asking, f"{HERE}/{asking.verb}", f"{asking.verb}-", values, stopped)
    return {**drawn, "folded": asking.heading, "open": drawn["open"] or (asking is OPEN and not accounts)}
