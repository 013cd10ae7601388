"""Money, for programs: accounts, the lines a figure is made of, entries and awards."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from panel_api.routes.answering import json_answer
from panel_api.routes.asking import EachOnce, NoQuery
from panel_api.routes.describing import described
from panel_api.routes.describing_money import (
    ACCOUNT_ANSWER,
    ACCOUNTS_ANSWER,
    AWARD_ANSWER,
    ENTRY_ANSWER,
    LINES_ANSWER,
)
from panel_api.routes.guarding import ReadLedger
from panel_api.schemas_money import AccountQuery, LineQuery, YearQuery
from panel_api.services import budget, ledger_pages
from panel_api.services.show_budget import (
    account_document,
    accounts_document,
    award_document,
    entry_document,
    lines_document,
)
from panel_api.store.budget import balances

router = APIRouter(prefix="/api", tags=["ledger"])
AccountName = Annotated[
    str, Path(description="The account, as a list of them names it.", examples=["riverside"], max_length=80)
]
EntryNumber = Annotated[int, Path(description="The entry's number.", examples=[1], ge=1, le=2**53 - 1)]
AwardName = Annotated[str, Path(description="The award's reference.", examples=["W-CDFG-HJKM"], max_length=32)]


@router.get(
    "/accounts",
    dependencies=[EachOnce],
    summary="List accounts",
    responses=described(200, "Every account that is seen, with its four figures.", ACCOUNTS_ANSWER, 422),
)
def list_accounts(desk: ReadLedger, query: Annotated[YearQuery, Query()]) -> Response:
    """Of a financial year; as it was known at the end of a day, where one is given."""
    year, known = budget.year_asked(desk, query.year_text), query.known
    with desk.database.reading() as session:
        return json_answer(accounts_document(balances(session, desk.viewer, year, budget.end_of(known)), year))


@router.get(
    "/accounts/{account}",
    dependencies=[EachOnce],
    summary="Read an account",
    responses=described(200, "Its figures, months, first calls and a page of its awards.", ACCOUNT_ANSWER, 404, 422),
)
def read_account(desk: ReadLedger, account: AccountName, query: Annotated[AccountQuery, Query()]) -> Response:
    """One account's year; awards the newest first, a page at a time."""
    with desk.database.reading() as session:
        view = budget.view_of(session, desk, account, query.year_text, query.known_text)
        return json_answer(account_document(budget.budget_of(session, desk, view, query.before)))


@router.get(
    "/accounts/{account}/lines",
    dependencies=[EachOnce],
    summary="Open a figure to its lines",
    responses=described(200, "A page of the lines it is made of, and what all come to.", LINES_ANSWER, 404, 422),
)
def read_lines(desk: ReadLedger, account: AccountName, query: Annotated[LineQuery, Query()]) -> Response:
    """They add up to the figure. `sum` is what the figure comes to with each line."""
    with desk.database.reading() as session:
        asked = ledger_pages.asked_for(session, desk, {"account": account, **query.texts()})
        return json_answer(lines_document(asked, ledger_pages.lines_asked(session, asked, query.after or "")))


@router.get(
    "/entries/{number}",
    dependencies=[NoQuery],
    summary="Read an entry",
    responses=described(200, "What was done, with its lines.", ENTRY_ANSWER, 404, 422),
)
def read_entry(desk: ReadLedger, number: EntryNumber) -> Response:
    """An entry that touches an account that is seen."""
    with desk.database.reading() as session:
        return json_answer(entry_document(ledger_pages.find_entry(session, desk, number)))


@router.get(
    "/awards/{award}",
    dependencies=[NoQuery],
    summary="Read an award",
    responses=described(200, "Its terms, costs, figures and entries.", AWARD_ANSWER, 404, 422),
)
def read_award(desk: ReadLedger, award: AwardName) -> Response:
    """As far as accounts that are seen bear it."""
    with desk.database.reading() as session:
        return json_answer(award_document(ledger_pages.find_award(session, desk, award)))
