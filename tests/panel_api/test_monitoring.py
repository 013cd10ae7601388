"""Equality monitoring: files taken in whole or not at all, by somebody who sees no case; gone with the case."""

from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import select

from engine.recording.records import Person
from panel_api import store
from panel_api.models import Case, MonitoringAnswer
from panel_api.services import Desk
from panel_api.settings import Settings
from panel_api.store.log_list import lines_of
from tests.panel_api.commands import evenhand
from tests.panel_api.http_support import NOW, desk_of, taken_in
from tests.panel_api.pages_support import PAGE, Html, checked, counted, page, send
from tests.panel_api.signing_in import As, signed_in

HEADS = "Case reference,Sex,Ethnic group,FSM\r\n"


def chosen(keeper: As, text: str, status: int = 200) -> Html:
    """A file chosen on the page, as a browser sends it."""
    csrf = page(keeper, "/monitoring").form("/monitoring/check").fields["csrf"]
    files = {"file": ("census.csv", text.encode(), "text/csv")}
    return checked(keeper.post("/monitoring/check", data={"csrf": csrf}, files=files, headers=PAGE), status)


def answers(desk: Desk) -> dict[tuple[str, str], str]:
    """What is kept, by case reference and what was asked."""
    kept = select(Case.reference, MonitoringAnswer.name, MonitoringAnswer.answer)
    with desk.database.reading() as session:
        rows = session.execute(kept.join(Case, Case.id == MonitoringAnswer.case_id))
        return {(row.reference, row.name): row.answer for row in rows}


def test_a_file_is_checked_then_kept_and_the_same_again_changes_nothing(sqlite_client: TestClient) -> None:
    one, two = taken_in(sqlite_client), taken_in(sqlite_client)
    keeper = signed_in(sqlite_client, "administrator")
    shown = chosen(keeper, f"{HEADS}{one},F,WBRI,yes\r\n{two},male,prefer not to say,\r\n")
    assert "5 new answers" in shown.words and answers(desk_of(sqlite_client)) == {}
    assert send(keeper, shown.form("/monitoring/take-in")).status_code == 303
    assert answers(desk_of(sqlite_client)) == {
        (one, "sex"): "female", (one, "ethnicity"): "white", (one, "free_meals"): "yes",
        (two, "sex"): "male", (two, "ethnicity"): "refused",
    }  # fmt: skip
    again = chosen(keeper, f"{HEADS}{one},F,WBRI,yes\r\n")
    assert "says nothing that does not stand already" in again.words
    changed = chosen(keeper, f"{HEADS}{one},F,MOTH,\r\n")
    assert "1 in the place of another" in changed.words
    assert send(keeper, changed.form("/monitoring/take-in")).status_code == 303
    found = answers(desk_of(sqlite_client))
    assert (found[one, "ethnicity"], found[one, "free_meals"]) == ("mixed", "yes"), "an empty cell keeps what stands"
    listed = page(keeper, "/monitoring")
    assert "Female" in listed.words and one not in listed.words


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(sqlite_client: TestClient) -> None:
    one = taken_in(sqlite_client)
    keeper = signed_in(sqlite_client, "administrator")
    rows = f'{one},often,XXXX,yes\r\nNONE-SUCH,F,,\r\n{one},F,,\r\n,M,,\r\n"=1+1",M,,\r\n'
    told = chosen(keeper, HEADS + rows, 422).words
    for each in ("row 2, Sex", "row 2, Ethnic group", "row 3, Case", "row 2 is of the same case", "row 5, Case",
                 "row 6, Case"):  # fmt: skip
        assert each in told
    assert "no column holds an answer" in chosen(keeper, "Case\r\nA\r\n", 422).words
    assert answers(desk_of(sqlite_client)) == {}


def test_only_an_administrator_takes_answers_in(sqlite_client: TestClient) -> None:
    for role in ("senior_officer", "caseworker", "auditor", "rulebook_editor"):
        assert signed_in(sqlite_client, role).get("/monitoring", headers=PAGE).status_code == 403


def test_a_file_costs_few_queries_and_is_written_to_the_log(sqlite_client: TestClient) -> None:
    cases = [taken_in(sqlite_client) for _ in range(3)]
    keeper = signed_in(sqlite_client, "administrator")
    counts = []
    for many in (1, 3):
        text = HEADS + "".join(f"{case},F,WBRI,no\r\n" for case in cases[:many])
        with counted(sqlite_client) as queries:
            shown = chosen(keeper, text)
        counts.append(len(queries))
    assert counts[1] <= counts[0]
    send(keeper, shown.form("/monitoring/take-in"))
    with desk_of(sqlite_client).database.reading() as session:
        lines = lines_of(session, store.LOCAL, "changes", "monitoring_taken_in")
    assert len(lines) == 1 and b"9" in lines[0]


def test_answers_go_with_their_case(sqlite_client: TestClient) -> None:
    one = taken_in(sqlite_client)
    keeper, desk = signed_in(sqlite_client, "administrator"), desk_of(sqlite_client)
    send(keeper, chosen(keeper, f"{HEADS}{one},F,WBRI,no\r\n").form("/monitoring/take-in"))
    with desk.database.writing() as session:
        case = store.hold_case(session, store.LOCAL, one)
        assert case is not None
        store.dispose_case(session, case, "test", Person("senior_officer", "test"), NOW)
    assert answers(desk) == {}
    assert "no case has the reference" in chosen(keeper, f"{HEADS}{one},F,,\r\n", 422).words


def test_the_command_takes_a_file_in(sqlite_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text(f"{HEADS}NONE-SUCH,F,,\r\n")
    done = evenhand(tmp_path, "monitoring", "none.csv", EVENHAND_DATABASE_URL=sqlite_settings.database_url)
    assert done.returncode == 2 and "no case has the reference" in done.stderr and done.stdout == ""
