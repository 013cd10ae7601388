"""Virements: two people, one for each side; the money moves at the second signature, if it is still there."""

import datetime as dt

from fastapi.testclient import TestClient

from panel_api import store
from panel_api.services import posting
from tests.panel_api.budget_support import ALLOCATED, HERE, OURS, THEIRS, THERE, YEAR, with_accounts
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_support import Html, checked, page, pressed, send
from tests.panel_api.signing_in import As, signed_in

MOVED = 2_500_00


def holder(client: TestClient, partnership: str) -> As:
    return signed_in(client, "budget_holder", partnership=partnership)


def asked(client: As, giver: str = OURS, taker: str = THEIRS, amount: str = "2,500") -> str:
    form = page(client, "/virements").form("/virements")
    typed = {"giver": giver, "taker": taker, "amount": amount, "words": "A language group that both use"}
    answer = send(client, form, **typed)
    assert answer.status_code == 303, Html(answer.text).words
    return next(each for each in page(client, "/virements").links if each.startswith("/virements/V-"))


def left(client: TestClient, code: str) -> int:
    with desk_of(client).database.reading() as session:
        return store.uncommitted(session, posting.account_of(session, code).id, YEAR)


def test_the_money_moves_at_the_second_signature_and_stands_on_both_accounts(client: TestClient) -> None:
    with_accounts(client)
    ours, theirs = holder(client, HERE), holder(client, THERE)
    address = asked(ours)
    assert (left(client, OURS), left(client, THEIRS)) == (ALLOCATED, ALLOCATED)
    assert "yours to sign" in page(theirs, "/virements").words
    found = pressed(theirs, address, "/sign")
    assert "Signed by both: the money moved" in found.words
    assert (left(client, OURS), left(client, THEIRS)) == (ALLOCATED - MOVED, ALLOCATED + MOVED)
    entry = next(each for each in found.links if each.startswith("/ledger/entries/"))
    shown = page(ours, entry)
    assert "The other signature" in shown.words and "−£2,500.00" in shown.words
    assert "£2,500 moved out by virement" in page(ours, "/budget/riverside").words


def test_nobody_signs_twice_nor_for_the_side_that_is_signed(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    ours, ally = holder(sqlite_client, HERE), holder(sqlite_client, HERE)
    address = asked(ours)
    for each in (ours, ally):
        assert "/sign" not in page(each, address).source.split("<main")[1].replace("/sign-out", "")
        form = {"version": "1", "csrf": each.sessions["budget_holder"][1]}
        answer = each.post(f"{address}/sign", data=form, headers={"Accept": "text/html"})
        assert checked(answer, 409)
    assert left(sqlite_client, OURS) == ALLOCATED
    page(holder(sqlite_client, "Elsewhere"), address, 404)


def test_money_that_is_gone_meanwhile_is_told_with_figures(client: TestClient) -> None:
    desk = with_accounts(client)
    address = asked(holder(client, HERE))
    with desk.database.writing() as session:
        account = posting.account_of(session, OURS).id
        posting.allocate(session, desk, OURS, YEAR, 100_00 - ALLOCATED, dt.date(2026, 5, 1), "Taken back")
        assert store.uncommitted(session, account, YEAR) == 100_00
    theirs = holder(client, THERE)
    answer = checked(send(theirs, page(theirs, address).form("/sign")), 409)
    assert "£100 uncommitted" in answer.words and "£2,500" in answer.words
    assert left(client, THEIRS) == ALLOCATED


def test_the_countys_side_is_signed_by_its_officers(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    address = asked(holder(sqlite_client, HERE), giver="contingency", taker=OURS)
    finance = signed_in(sqlite_client, "finance_officer")
    assert "Signed by both" in pressed(finance, address, "/sign").words
    assert left(sqlite_client, "contingency") == 5_000_000 - MOVED
    other = asked(finance, giver="contingency", taker="plans_mainstream", amount="1")
    assert "/sign" not in page(finance, other).source.split("<main")[1].replace("/sign-out", "")
    assert "Signed by both" in pressed(signed_in(sqlite_client, "senior_officer"), other, "/sign").words


def test_it_is_refused_with_words_or_withdrawn_and_then_it_is_over(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    ours, theirs = holder(sqlite_client, HERE), holder(sqlite_client, THERE)
    address = asked(ours)
    silent = checked(send(theirs, page(theirs, address).form("/refuse")), 422)
    assert "Say why it is refused" in silent.words
    assert "We need it ourselves" in pressed(theirs, address, "/refuse", answer="We need it ourselves").words
    again = asked(ours, amount="3")
    assert "Withdrawn" in pressed(ours, again, "/withdraw").words
    assert left(sqlite_client, OURS) == ALLOCATED


def test_a_form_that_cannot_be_used_keeps_what_was_typed(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    ours = holder(sqlite_client, HERE)
    form = page(ours, "/virements").form("/virements")
    found = checked(send(ours, form, giver=THEIRS, taker="contingency", amount="much", words="For tea"), 422)
    assert "Neither account is yours" in found.words and "For tea" in found.source
    beyond = checked(send(ours, form, giver=OURS, taker=THEIRS, amount="900000", words="All of it"), 409)
    assert "£400,000 uncommitted" in beyond.words
