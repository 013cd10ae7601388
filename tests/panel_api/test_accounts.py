"""Accounts: a council without any begins, and cash at a host school is told apart and never lost from sight."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api import store
from panel_api.cli import run
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.schemas_accounts import Handing, Hosting
from panel_api.services import accounts, posting
from panel_api.services.desk import Desk
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.databases import NOW, new_case
from tests.panel_api.http_support import desk_of
from tests.panel_api.ledger_support import ALLOCATED, DAY, NORTH, SOUTH, YEAR, ledger_desk, number
from tests.panel_api.pages_support import checked, page, send
from tests.panel_api.signing_in import signed_in


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk with open accounts and allocations for 2026."""
    yield from ledger_desk(database)


def handing(way: str, pence: int, day: dt.date = DAY, account: str = NORTH) -> Handing:
    return Handing.model_construct(account=account, way=way, amount=pence, on=day, words="The autumn term")


def hosting(school: str | None, account: str = NORTH) -> Hosting:
    return Hosting.model_construct(account=account, school=school)


def test_a_council_without_accounts_opens_its_own_and_one_a_partnership(database: Database, network: Network) -> None:
    early = Settings(database_url="sqlite://", early_years_may_overspend=True)
    begins = Desk(database, Shelf(None), network, lambda: NOW, settings=early)
    with database.writing() as session:
        opened = accounts.open_named(session, begins, ["Hill  Villages ", "", "Old Quarter", "Hill Villages"])
        assert [each.code for each in opened][-2:] == ["partnership:Hill Villages", "partnership:Old Quarter"]
        assert {each.code: each.may_overspend for each in opened if each.kind != "county_statutory"} == {
            "early_years_fund": True,
            "contingency": False,
            "partnership:Hill Villages": False,
            "partnership:Old Quarter": False,
        }
        assert accounts.open_named(session, begins, ["Old Quarter"]) == []


def test_names_that_would_never_meet_their_requests_are_refused_together(desk: Desk) -> None:
    with pytest.raises(Trouble) as refused, desk.database.writing() as session:
        accounts.open_named(session, desk, ["North", "<b>", "west", "West", "x" * 65])
    assert [each.wrong for each in refused.value.problems] == [
        "“<b>” cannot be a partnership's name",
        "“North” differs from “north” in capitals alone",
        "“West” differs from “west” in capitals alone",
        f"“{'x' * 65}” cannot be a partnership's name",
    ]
    with desk.database.reading() as session:
        assert len(store.list_accounts(session, store.LOCAL)) == 7
    with pytest.raises(Trouble), desk.database.writing() as session:
        accounts.open_named(session, desk, [" "])


def test_cash_goes_to_the_host_school_and_back_and_nothing_is_spent_by_it(desk: Desk) -> None:
    with desk.database.writing() as session:
        accounts.host(session, desk, hosting("900001"))
        accounts.hand_over(session, desk, handing("to", 10_000_000))
        found = store.figures(session, number(session, NORTH), YEAR)
        assert (found.handed, found.council_cash, found.uncommitted) == (10_000_000, ALLOCATED - 10_000_000, ALLOCATED)
        for wrong in (handing("to", ALLOCATED), handing("back", 10_000_001)):
            with pytest.raises(Trouble) as refused:
                accounts.hand_over(session, desk, wrong)
            assert refused.value.kind == "conflict"
        with pytest.raises(Trouble) as refused:
            accounts.host(session, desk, hosting(None))
        assert "still holds £100,000" in refused.value.detail
        accounts.hand_over(session, desk, handing("back", 10_000_000))
        assert accounts.host(session, desk, hosting(None)).host_school is None


def test_cash_is_handed_to_nobody_ahead_of_its_day_or_for_the_councils_own_accounts(desk: Desk) -> None:
    with desk.database.writing() as session:
        with pytest.raises(Trouble, match="No school holds cash"):
            accounts.hand_over(session, desk, handing("to", 1))
        accounts.host(session, desk, hosting("900001"))
        for wrong in (handing("to", 1, DAY + dt.timedelta(days=1)), handing("to", 1, account="post_16")):
            with pytest.raises(Trouble) as refused:
                accounts.hand_over(session, desk, wrong)
            assert refused.value.kind == "bad-input"
        with pytest.raises(Trouble):
            accounts.host(session, desk, hosting("900001", "contingency"))
        holder = replace(desk, viewer=store.Viewer("budget_holder", "h", partnership="north"))
        with pytest.raises(Trouble) as refused:
            accounts.host(session, holder, hosting("900001", SOUTH))
        assert refused.value.kind == "not-found"


def test_a_finance_officer_opens_accounts_and_hands_cash_over_on_a_page(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    with desk.database.writing() as session:
        new_case(session, partnership="Riverside")
    officer = signed_in(sqlite_client, "finance_officer")
    empty = page(officer, "/accounts")
    assert "No account is open yet" in empty.words
    form = empty.form("/accounts/open")
    assert form.fields["names"].strip() == "Riverside"
    for _ in range(2):
        assert send(officer, form).status_code == 303
    shown = page(officer, "/accounts")
    assert "Riverside partnership Never" in shown.words and "No, by the authority's setting" in shown.words
    assert send(officer, shown.form("/host"), account="partnership:Riverside", school="900001").status_code == 303
    with desk.database.writing() as session:
        posting.allocate(session, desk, "partnership:Riverside", YEAR, 500_000, DAY, "Allocation")
    cash = {"account": "partnership:Riverside", "way": "to", "on": "14/9/2026", "words": "Autumn"}
    form = page(officer, "/accounts").form("/cash")
    refused = checked(send(officer, form, amount="5,000.01", **cash), 409)
    assert "The council holds £5,000 of Riverside partnership" in refused.words and "5,000.01" in refused.source
    assert "Write the school's URN: six digits." in checked(send(officer, shown.form("/host"), school="x"), 422).words
    assert send(officer, form, amount="£1,200", **cash).status_code == 303
    assert "£1,200.00 at school 900001" in page(officer, "/accounts").words
    assert signed_in(sqlite_client, "auditor").get("/accounts").status_code == 403


def test_the_command_lists_opens_and_refuses(sqlite_settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--database", sqlite_settings.database_url]
    assert run(["accounts", *where]) == 0
    assert "No account is open yet." in capsys.readouterr().out
    assert run(["accounts", "open", "Chalk Downs", *where]) == 0
    assert "partnership:Chalk Downs: Chalk Downs partnership" in capsys.readouterr().out
    assert run(["accounts", "open", "Chalk Downs", *where]) == 0
    assert "open already" in capsys.readouterr().out
    assert run(["accounts", "open", "chalk downs", *where]) == 2
    assert "in capitals alone" in capsys.readouterr().err
    assert run(["accounts", *where]) == 0
    assert "0.00  contingency (Contingency)" in capsys.readouterr().out
    assert run(["accounts", "--database", "sqlite:////none/none.db"]) == 2
