"""The finance officer's pages: payments due, and a run that is previewed and paid by a button, once."""

from fastapi.testclient import TestClient

from engine.ledger.accounts import slug
from panel_api.models import Account
from panel_api.services import award_money, posting
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.sheets import rows_of
from tests.panel_api.databases import new_case
from tests.panel_api.http_support import desk_of
from tests.panel_api.ledger_support import DAY, NORTH, YEAR
from tests.panel_api.pages_support import PAGE, Html, checked, counted, page, send
from tests.panel_api.signing_in import As, signed_in


def an_award(client: TestClient, pence: int = 365_000) -> str:
    """A partnership with money, and an award from 1 April; its reference."""
    desk = desk_of(client)
    with desk.database.writing() as session:
        if not session.query(Account).count():
            posting.open_accounts(session, desk, ["north"])
            posting.allocate(session, desk, NORTH, YEAR, 50_000_000, DAY, "Allocation")
        given = NewAward(NewTerm(NORTH, DAY.replace(month=4, day=1), pence, "931"), False, new_case(session).id)
        return award_money.begin_award(session, desk, given, "Band 3")[0].reference


def finance(client: TestClient) -> As:
    return signed_in(client, "finance_officer")


def test_an_empty_page_says_what_will_stand_there(sqlite_client: TestClient) -> None:
    found = page(finance(sqlite_client), "/payments")
    assert "A payment appears here for each award" in found.words


def test_payments_of_the_term_add_up_on_the_page_and_in_the_spreadsheets(sqlite_client: TestClient) -> None:
    award = an_award(sqlite_client)
    officer = finance(sqlite_client)
    found = page(officer, "/payments?from=1+April+2026&until=31/8/2026")
    assert "£1,530 in 5 payments" in found.words and award in found.words
    narrowed = "from=2026-04-01&until=2026-08-31&account=partnership%3Anorth"
    csv = list(rows_of(officer.get(f"/payments.csv?{narrowed}").content))
    xlsx = list(rows_of(officer.get(f"/payments.xlsx?{narrowed}").content))
    assert [row[6] for _, row in csv] == ["Pounds", "300.00", "310.00", "300.00", "310.00", "310.00"]
    assert [row[6] for _, row in xlsx] == ["Pounds", "300", "310", "300", "310", "310"]
    assert officer.get("/payments.csv?from=never").status_code == 422
    wrong = page(officer, "/payments?from=never", status=422)
    assert "Write a day such as 1/9/2026." in wrong.words


def test_a_run_is_shown_and_paid_once_by_its_button(sqlite_client: TestClient) -> None:
    an_award(sqlite_client)
    officer = finance(sqlite_client)
    before = page(officer, "/payments/run?until=31/8/2026")
    assert "£1,530 is due and not paid" in before.words
    form = before.form("/run/pay")
    for _ in range(2):
        answer = send(officer, form)
        assert answer.status_code == 303
        after = page(officer, answer.headers["location"])
        assert "Nothing is due that is not paid, up to 31 August 2026" in after.words
    assert page(officer, "/payments/run?until=21/9/2026", status=422).words.count("Write today or a day before it") >= 1
    auditor = signed_in(sqlite_client, "auditor")
    assert auditor.get("/payments").status_code == 200
    assert auditor.get("/payments/run").status_code == 403


HEADS = "Award,From,Until,Amount,School (URN),Paid on\r\n"


def upload(officer: As, text: bytes, name: str = "paid.csv") -> Html:
    """A file chosen on the page of payments made, as a browser sends it."""
    csrf = page(officer, "/paid").form("/paid/check").fields["csrf"]
    files = {"file": (name, text, "text/csv")}
    return checked(officer.post("/paid/check", data={"csrf": csrf}, files=files, headers=PAGE))


def test_a_file_of_payments_is_checked_and_taken_in_once(sqlite_client: TestClient) -> None:
    award = an_award(sqlite_client)
    officer = finance(sqlite_client)
    assert "None yet." in page(officer, "/paid").words
    april = "1/4/2026,30/4/2026,{},931,30/4/2026\r\n"
    text = f"{HEADS}{award},{april.format('300.00')}\r\nW-NONE,{april.format('12.50')}"
    found = upload(officer, text.encode())
    assert "paid.csv has 2 payments" in found.words and "£12.50" in found.words and "not a known award" in found.words
    for _ in range(2):
        answer = send(officer, found.form("/paid/take-in"))
        assert answer.status_code == 303, answer.text
    kept = page(officer, answer.headers["location"])
    assert "row 4" in kept.words and "£312.50" in kept.words
    beyond = f"{HEADS}{award},{april.format('9000.00')}".encode()
    assert send(officer, upload(officer, beyond).form("/paid/take-in")).status_code == 303
    assert "Paid and not committed: £5,650." in page(officer, f"/budget/{slug(NORTH)}?year=2026").words
    assert "says the same as file 1" in upload(officer, text.encode(), "again.csv").words
    assert page(officer, "/paid").words.count("File 1") == 2
    assert "Nothing is due that is not paid" in page(officer, "/payments/run?until=30/4/2026").words


def test_rows_that_cannot_be_used_are_told_and_nothing_is_written(sqlite_client: TestClient) -> None:
    officer = finance(sqlite_client)
    csrf = page(officer, "/paid").form("/paid/check").fields["csrf"]
    files = {"file": ("=x.csv", f"{HEADS}W-1,never,30/4/2026,x,931,\r\n".encode(), "text/csv")}
    answer = officer.post("/paid/check", data={"csrf": csrf}, files=files, headers=PAGE)
    found = checked(answer, 422)
    assert "row 2, From" in found.words and "“x” is no amount" in found.words
    assert "Take these payments in" not in found.words
    nothing = officer.post("/paid/check", data={"csrf": csrf}, files={"file": ("", b"", "text/csv")}, headers=PAGE)
    assert "Choose a file first." in checked(nothing, 422).words
    assert officer.get("/paid/1", headers=PAGE).status_code == 404


def test_an_upload_without_its_sessions_mark_is_refused(sqlite_client: TestClient) -> None:
    officer = finance(sqlite_client)
    secret, _ = officer.sessions["finance_officer"]
    files = {"file": ("a.csv", HEADS.encode(), "text/csv")}
    headers = {**PAGE, "Cookie": f"evenhand={secret}"}
    refused = officer.post("/paid/check", data={"csrf": "x"}, files=files, headers=headers)
    assert refused.status_code == 403


def test_reconciliation_says_where_paid_and_due_differ(sqlite_client: TestClient) -> None:
    award = an_award(sqlite_client)
    officer = finance(sqlite_client)
    found = page(officer, "/reconciliation?year=2026&month=8")
    assert "Not paid: 1, −£1,530" in found.words and f"/awards/{award}" in found.links
    sheet = [row for _, row in rows_of(officer.get("/reconciliation.csv?year=2026&month=8").content)]
    assert sheet[1][:2] == ["Not paid", award] and sheet[1][3:] == ["1530.00", "0.00", "-1530.00"]
    run = page(officer, "/payments/run?until=31/8/2026").form("/run/pay")
    assert send(officer, run).status_code == 303
    assert "Nothing differs here." in page(officer, "/reconciliation?year=2026&month=8").words
    holder = signed_in(sqlite_client, "budget_holder", partnership="south")
    assert award not in page(holder, "/reconciliation?year=2026&month=8").words


def test_lists_ask_no_more_of_the_database_for_more_awards(sqlite_client: TestClient) -> None:
    officer = finance(sqlite_client)
    addresses = ("/payments?from=1/4/2026&until=31/8/2026", "/payments/run", "/reconciliation", "/claims", "/leavers")
    asked = []
    for more in (1, 4):
        for _ in range(more):
            an_award(sqlite_client)
        for address in addresses:
            officer.get(address)  # what is found out once a process
            with counted(sqlite_client) as sent:
                assert officer.get(address).status_code == 200
            asked.append(len(sent))
    assert asked[: len(addresses)] == asked[len(addresses) :] and max(asked) < 40
