"""What a decision would do to money is told before it is taken: on the case page, in its form, papers and answers."""

import datetime as dt
import re

from fastapi.testclient import TestClient

from panel_api.models import AgendaItem
from panel_api.services import award_money, find_case, posting
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.services.papers import freeze_item
from tests.panel_api.databases import new_case
from tests.panel_api.deciding_support import waiting
from tests.panel_api.http_support import post, recommended, taken_in
from tests.panel_api.money_support import NORTH, YEAR, figures, with_accounts
from tests.panel_api.pages_support import PAGE, checked, page, send


def section(client: TestClient, reference: str) -> str:
    """What the case's page says of the budget, in plain words."""
    text = client.get(f"/cases/{reference}", headers=PAGE).text
    found = text.split('id="budget"')[1].split("<h2")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found)).replace("\u2060", "")


def test_the_page_says_what_this_year_bears_and_what_the_next(client: TestClient) -> None:
    with_accounts(client)
    said = section(client, waiting(client))
    for told in (
        "This year, 2026 to 2027 £2,474.63 (£4,680 a year from 20 September 2026)",
        "First call on 2027 to 2028 £4,680",
        "Uncommitted now £100,000",
        "Uncommitted after £97,525.37",
        "It fits what is uncommitted this year. A budget never changes the band.",
    ):
        assert told in said, said
    assert "What may be done" not in said


def test_what_does_not_fit_says_what_may_be_done_and_chooses_nothing(client: TestClient) -> None:
    with_accounts(client, 100_000)
    reference = waiting(client)
    said = section(client, reference)
    assert "£1,474.63 is wanting in 2026 to 2027. The band stands" in said
    for lead in ("Start on", "Move money between budgets", "Take it to a later panel", "Do not agree it, with reasons"):
        assert lead in said
    form = page(client, f"/cases/{reference}").form("/decide")
    assert "kind" not in form.fields and form.fields["uncommitted_seen"] == "1000.00"


def test_a_budget_that_goes_early_is_said_where_its_money_would_be_used(sqlite_client: TestClient) -> None:
    desk = with_accounts(sqlite_client)
    reference = waiting(sqlite_client)
    assert "This budget is going early" not in section(sqlite_client, reference)
    with desk.database.writing() as session:
        for number in range(20):
            term = NewTerm(NORTH, dt.date(2026, 10, 1), 900_000, school=f"9000{number:02}")
            award = NewAward(term, statutory=False, case_id=new_case(session).id)
            award_money.begin_award(session, desk, award, "Band 4")
    said = section(sqlite_client, reference)
    assert "This budget is going early. At this pace" in said, said
    assert "20 awards agreed since 24 March 2026 take £89,753 of the year." in said
    assert "It is a reason to plan, and none for or against this award." in said
    assert "The band stands" in said or "It fits" in said


def test_papers_that_freeze_in_a_session_of_their_own_say_what_is_uncommitted(client: TestClient) -> None:
    desk, reference = with_accounts(client), waiting(client)
    with desk.database.reading() as session:
        case = find_case(session, desk, reference)
        number = case.id
    item = AgendaItem(case_id=number)
    with desk.database.writing() as session:
        freeze_item(session, desk, item, desk.clock())
    assert item.papers is not None
    assert (item.papers["money"]["account"], item.papers["money"]["before"]) == (NORTH, "100000.00")


def test_what_law_requires_is_told_as_such(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client, 1)
    said = section(sqlite_client, waiting(sqlite_client, "annual_review", section_f_cost="4000.00"))
    assert "An award here is charged to EHC plans in mainstream schools" in said and "never stands in the way" in said
    assert "What may be done" not in said


def test_an_assessment_takes_its_balances_from_the_ledger(client: TestClient) -> None:
    desk = with_accounts(client, 1_234_500)
    reference, _ = recommended(client, facts={"partnership_uncommitted": "7.00", "account_uncommitted": "9.00"})
    case = client.get(f"/api/cases/{reference}").json()
    assert case["facts"]["partnership_uncommitted"] == "12345.00"
    assert case["facts"]["account_uncommitted"] == "9.00", "no county account would bear it, so what was stated stands"
    assert case["assessment"]["current"] is True
    assert "ledger's as of now, in place of what stood there" in str(case["history"])
    with desk.database.writing() as session:
        posting.allocate(session, desk, NORTH, YEAR, 500, dt.date(2026, 4, 1), "More")
    assert client.get(f"/api/cases/{reference}").json()["assessment"]["current"] is True, "money makes no advice old"


def test_without_accounts_what_a_request_states_stands(sqlite_client: TestClient) -> None:
    reference, _ = recommended(sqlite_client, facts={"partnership_uncommitted": "7.00"})
    assert sqlite_client.get(f"/api/cases/{reference}").json()["facts"]["partnership_uncommitted"] == "7.00"
    assert "A full year of this award would leave" in section(sqlite_client, reference)


def test_a_refused_form_keeps_what_was_typed_and_says_the_new_figures(client: TestClient) -> None:
    desk = with_accounts(client, 400_000)
    reference = waiting(client)
    form = page(client, f"/cases/{reference}").form("/decide")
    with desk.database.writing() as session:
        posting.allocate(session, desk, NORTH, YEAR, -300_000, dt.date(2026, 4, 1), "Taken back")
    answer = send(client, form, kind="agree", reason_agree="as_recommended", words="They need it <now>.")
    checked(answer, 409)
    said = answer.text.replace("\u2060", "")
    assert "£1,000 uncommitted" in said and "When you looked, it was £4,000" in said
    assert "They need it &lt;now&gt;." in said and 'value="1000.00"' in said
    assert "The earliest day from which it fits" in said
    assert figures(desk).committed == 0


def test_an_assessment_raises_the_version_once_though_it_takes_a_balance(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    reference = taken_in(sqlite_client)
    before = sqlite_client.get(f"/api/cases/{reference}").headers["etag"]
    assert post(sqlite_client, f"/api/cases/{reference}/assessments", {}).status_code == 201
    after = sqlite_client.get(f"/api/cases/{reference}").headers["etag"]
    assert (before, after) == ('"1"', '"2"'), "so a form that is sent twice is known as the same"


def test_a_virement_is_asked_for_with_its_fields_filled(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client, 100_000)
    links = page(sqlite_client, f"/cases/{waiting(sqlite_client)}").links
    address = next(each for each in links if each.startswith("/virements?"))
    fields = page(sqlite_client, address.partition("#")[0]).form("/virements").fields
    assert (fields["taker"], fields["amount"], fields["year"]) == (NORTH, "1474.63", "2026")


def test_a_step_at_which_nothing_is_awarded_takes_nothing(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    said = section(sqlite_client, waiting(sqlite_client, "assessment_request"))
    assert "Uncommitted for 2026 to 2027" in said and "This year" not in said and "First call" not in said
