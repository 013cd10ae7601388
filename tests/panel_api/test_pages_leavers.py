"""The pages of leavers: a return is checked and kept, a person finds what became of a child, the money comes back."""

import csv
import io

from fastapi.testclient import TestClient

from tests.panel_api.pages_support import PAGE, Html, checked, page, pressed, send
from tests.panel_api.signing_in import As
from tests.panel_api.test_pages_payments import an_award, finance

HEADS = "School URN,Award,On roll,Left on\r\n"


def returned(officer: As, text: str, status: int = 200) -> Html:
    """A return chosen on the page, as a browser sends it."""
    csrf = page(officer, "/leavers").form("/leavers/check").fields["csrf"]
    files = {"file": ("roll.csv", text.encode(), "text/csv")}
    return checked(officer.post("/leavers/check", data={"csrf": csrf}, files=files, headers=PAGE), status)


def a_leaver(client: TestClient) -> tuple[As, str]:
    """An award paid to August whose child left on 31 July, by the school's return."""
    award, officer = an_award(client), finance(client)
    pressed(officer, "/payments/run?until=31/8/2026", "/run/pay")
    shown = returned(officer, f"{HEADS}931,{award},no,31/7/2026\r\n931,W-NONE,yes,\r\n")
    assert "1 of them with an award and not on roll any more" in shown.words and "Row 3: W-NONE" in shown.words
    assert send(officer, shown.form("/leavers/take-in")).status_code == 303
    return officer, award


def trail(client: TestClient) -> list[list[str]]:
    """What an auditor's table of overpayments says, a row an award."""
    return list(csv.reader(io.StringIO(client.get("/audit/checks/overpayments.csv").text)))[1:]


def test_a_leaver_is_found_concluded_and_recovered(sqlite_client: TestClient) -> None:
    assert "Children stand here once" in page(finance(sqlite_client), "/leavers").words
    officer, award = a_leaver(sqlite_client)
    listed = page(officer, "/leavers")
    assert award in listed.words and "£310.00" in listed.words
    one = page(officer, "/leavers/1")
    assert "£1,220.00" in one.words and "The law requires" not in one.words
    (told,) = trail(sqlite_client)
    assert (told[0], told[1], told[2], told[8]) == ("Nobody has found out", award, "2026-07-31", "310.00")
    wrong = send(officer, one.form("/found"), kind="moved_school", last_day="31/7/2026")
    told = checked(wrong, 422)
    assert "Write a day such as 31/7/2026." in told.words
    after = pressed(officer, "/leavers/1", "/found", kind="left", last_day="31/7/2026", words="The school wrote.")
    assert "Nobody. Children stand here" in after.words and award in after.words
    (told,) = trail(sqlite_client)
    assert (told[0], told[5], told[6], told[8]) == ("Outstanding", "310.00", "0.00", "310.00")
    assert "£310 is outstanding on 1 award," in page(sqlite_client, "/audit/checks/overpayments").words
    assert "Nothing. What was paid beyond" in pressed(officer, "/leavers", "/recover").words
    (told,) = trail(sqlite_client)
    assert (told[0], told[5], told[6], told[7], told[8]) == ("Recovered", "310.00", "310.00", "2026-09-20", "0.00")
    assert "Found on 20 September 2026" in page(officer, "/leavers/1").words
    again = send(officer, one.form("/found"), kind="stays", words="No.")
    assert again.status_code == 409


def test_rows_that_cannot_be_used_are_told(sqlite_client: TestClient) -> None:
    officer = finance(sqlite_client)
    found = returned(officer, f"{HEADS}931,W-1,maybe,\r\n", 422)
    assert "row 2, On roll" in found.words and "Take this return in" not in found.words
    assert officer.get("/leavers/1", headers=PAGE).status_code == 404


def test_what_another_authority_owes_is_claimed_and_received_by_its_page(sqlite_client: TestClient) -> None:
    officer, award = a_leaver(sqlite_client)
    assert "Nothing is owed." in page(officer, "/claims").words
    typed = {"kind": "moved_authority", "last_day": "31/7/2026", "words": "They wrote.", "authority": "930"}
    pressed(officer, "/leavers/1", "/found", **typed)
    shown = page(officer, "/claims")
    assert "930" in shown.words and "£310.00" in shown.words and f"/awards/{award}" in shown.links
    claimed = pressed(officer, "/claims", "/claim")
    assert "All is claimed" in claimed.words
    wrong = send(officer, claimed.form("/receive"), amount="400")
    assert "more than was claimed" in checked(wrong, 422).words
    assert "Received for" not in pressed(officer, "/claims", "/receive", amount="£310").words
