"""Calibrating a proposal, by its service, its pages and its command; what is found is taken and passes its check."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from engine.calibrating.rewriting import with_outcomes
from engine.language.loading import load_text, text_hash
from panel_api.cli import run
from panel_api.errors import Trouble
from panel_api.models import Calibration, LogLine, Proposal
from panel_api.services import Desk
from panel_api.services.calibrating import calibrate_proposal, keep_taken, taken
from panel_api.services.calibration_asked import TargetTyped, target_of
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from tests.panel_api.adopting_support import BOOK
from tests.panel_api.http_support import desk_of, taken_in
from tests.panel_api.pages_support import checked as page_checked
from tests.panel_api.pages_support import page, send
from tests.panel_api.signing_in import a_person, signed_in
from tests.staffordshire import drifted

FROM = dt.date(2026, 9, 21)
TYPED = TargetTyped("tariff", fixed="mainstream", school_fall="3%")


def as_role(desk: Desk, role: str) -> Desk:
    person = a_person(desk, role)
    return replace(desk, viewer=Viewer(role, person.reference, person.id))


def proposed(desk: Desk, from_day: dt.date = FROM) -> Proposal:
    """The story's proposal with its worked cases, by its row alone: that it passes its check is another test's."""
    shelved, vocabulary, at = desk.shelf.folder_texts(BOOK), desk.shelf.vocabulary(), desk.clock()
    text = drifted(shelved.rulebook)
    before, after = load_text(shelved.rulebook, vocabulary), load_text(text, vocabulary)
    cases, _ = with_outcomes(before, after, shelved.cases, "cases.yaml")
    known = {"reference": "P-PLAIN", "name": BOOK, "begun_from": BOOK, "stage": "proposed", "summary": "", "faults": []}
    said = {"text": text, "cases": cases, "vocabulary": vocabulary, "words": "Dearer, for a test."}
    when = {"from_day": from_day, "proposed_at": at, "changed_at": at, "proposed_by": desk.viewer.person}
    row = Proposal(**known, **said, **when, promise="neutral", promise_basis_points=10)
    with desk.database.writing() as session:
        session.add(row)
    return row


def caseload(client: TestClient) -> None:
    """Six invented children in mainstream schools, two in units."""
    for number in range(8):
        setting = "unit_or_resourced" if number >= 6 else "mainstream"
        taken_in(client, facts={"setting": setting, "talking": 3 if number % 2 else 2})


def test_a_drift_is_found_cost_neutral_kept_and_taken_and_passes_its_check(sqlite_client: TestClient) -> None:
    caseload(sqlite_client)
    editor = as_role(desk_of(sqlite_client), "rulebook_editor")
    row = proposed(editor)
    kept = calibrate_proposal(editor, row.reference, TYPED)
    assert kept.reference.startswith("CB-") and kept.proposal_id == row.id
    assert kept.sha256 == text_hash(row.text, row.vocabulary) != kept.found_sha256
    found, wished = kept.result["found"], kept.result["wished"]
    assert wished["cases"] == 8 and wished["difference"] == "1200.00" and wished["broken"] == ["cost"]
    before, after = (int(found[key].replace(".", "")) for key in ("before", "after"))
    assert abs(after - before) * 1000 <= before
    given = taken(editor, kept.reference)
    assert given.into is not None and given.rewritten and not given.checked.found.faults
    with editor.database.writing() as session:
        changed = keep_taken(session, editor, given)
    assert changed.reference == row.reference and changed.text == kept.found_text and kept.reference in changed.words
    assert (changed.promise, changed.promise_basis_points) == ("neutral", 10), "what it promised stays promised"
    with editor.database.reading() as session:
        logged = session.scalars(select(LogLine).where(LogLine.action == "calibrated")).one()
    assert logged.subject == kept.reference
    again = calibrate_proposal(editor, row.reference, TYPED)
    assert again.result["wished"]["broken"] == []
    with pytest.raises(Trouble, match="changed since"):
        taken(editor, kept.reference)


def test_what_cannot_be_met_names_the_demands_and_what_comes_nearest(sqlite_client: TestClient) -> None:
    caseload(sqlite_client)
    editor = as_role(desk_of(sqlite_client), "rulebook_editor")
    row = proposed(editor)
    asked = replace(TYPED, total="£20,000")
    kept = calibrate_proposal(editor, row.reference, asked)
    assert kept.found_sha256 is None and kept.found_text is None
    assert set(kept.result["conflict"]) >= {"cost"} and kept.result["nearest"]["broken"] == ["cost"]
    with pytest.raises(Trouble, match="Nothing that meets"):
        taken(editor, kept.reference)


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"value": "no_such"}, "value"),
        ({"value": "cycles_wanted"}, "value"),
        ({"step": "ten"}, "step"),
        ({"within": "101%"}, "within"),
        ({"within": "£x"}, "within"),
        ({"total": "lots"}, "total"),
        ({"school_fall": "2.001%"}, "school_fall"),
        ({"award_fall": "-1"}, "award_fall"),
        ({"fixed": "mainstrem 3"}, "fixed"),
        ({"orders": "early_years"}, "orders"),
        ({"bounds": "mainstream 3"}, "bounds"),
        ({"bounds": "mainstream 3: £4,900 to £x"}, "bounds"),
    ],
)
def test_a_target_that_cannot_be_read_is_told_at_its_field(shelf: Shelf, typed: dict[str, str], where: str) -> None:
    with pytest.raises(Trouble) as trouble:
        target_of(replace(TYPED, **typed), shelf.book(BOOK), FROM)
    assert {str(each.where) for each in trouble.value.problems} == {where}


def test_a_target_is_read_as_it_is_typed(shelf: Shelf) -> None:
    typed = TargetTyped(
        "tariff", "£50", "£5,000", "1,000,000", "2.5%", "5", False, "special\nunit or resourced 3",
        "early years < mainstream", "mainstream 4: £7,000 to £7,500",
    )  # fmt: skip
    found = target_of(typed, shelf.book(BOOK), FROM)
    assert (found.step, found.within_pence, found.total, found.rising) == (5000, 500_000, 100_000_000, False)
    assert (found.school_fall, found.award_fall, found.orders) == (250, 500, (("early_years", "mainstream"),))
    assert found.fixed == {("unit_or_resourced", "3"), *(("special", str(band)) for band in (2, 3, 4, 5))}
    assert found.bounds == {("mainstream", "4"): (700_000, 750_000)}


def test_the_pages_ask_find_and_begin_a_new_proposal_from_another_persons(sqlite_client: TestClient) -> None:
    caseload(sqlite_client)
    editor, finance = signed_in(sqlite_client, "rulebook_editor"), signed_in(sqlite_client, "finance_officer")
    row = proposed(as_role(desk_of(sqlite_client), "senior_officer"))
    address = f"/proposals/{row.reference}/calibrate"
    assert f'href="{address}"' in editor.get(f"/proposals/{row.reference}").text
    form = page(editor, address).form("/calibrate")
    wrong = page_checked(send(editor, form, step="ten"), 422)
    assert "Ten is no amount" in wrong.words and "Nothing was kept." in wrong.words
    sent = send(editor, form, fixed="mainstream", school_fall="3%")
    found = sent.headers["location"]
    assert (
        sent.status_code == 303
        and send(editor, form, fixed="mainstream", school_fall="3%").headers["location"] == found
    )
    shown = page(editor, found)
    assert "of 28 values of tariff" in shown.words and "a year more" in shown.words
    assert "A higher band is never worth less." in shown.words and "0.1% (asked)" in shown.words
    assert "What binds" in shown.words and "<svg" in editor.get(found).text
    assert not [tag for tag in page(finance, found).all("form") if tag["action"].endswith("/propose")]
    took = send(editor, shown.form("/propose"))
    assert took.status_code == 303 and took.headers["location"] != f"/proposals/{row.reference}"
    with desk_of(sqlite_client).database.reading() as session:
        kept = session.scalars(select(Calibration)).one()
        new = session.scalars(select(Proposal).order_by(Proposal.id.desc())).first()
    assert new is not None and new.text == kept.found_text and new.from_day == row.from_day
    assert found in editor.get(address).text


def test_the_command_tells_how_it_was_found_and_writes_the_text(
    sqlite_client: TestClient, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    caseload(sqlite_client)
    desk = as_role(desk_of(sqlite_client), "rulebook_editor")
    row, out = proposed(desk, dt.date(2030, 9, 21)), tmp_path / "found.yaml"
    asked = ["calibrate", row.reference, "--database", str(desk.database.engine.url), "--value", "tariff"]
    assert run([*asked, "--within", "0.1%", "--step", "10", "--fixed", "mainstream", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "Every value that changes is a multiple of £10." in told and "unit or resourced 2" in told
    assert "What it may cost (not above the target)" in told
    assert text_hash(out.read_text(), row.vocabulary) in told
    assert run([*asked, "--total", "20000", "--no-school-falls", "2%"]) == 1
    assert "Cannot be met together:" in capsys.readouterr().out
    assert run([*asked, "--step", "ten"]) == 2
    assert "step: ten is no amount" in capsys.readouterr().err
    assert run(["calibrate", BOOK, "--database", str(desk.database.engine.url), "--as-of", "2026-09-21"]) == 0
    assert "nothing need change" in capsys.readouterr().out
    with desk.database.reading() as session:
        assert [each.proposal_id for each in session.scalars(select(Calibration).order_by(Calibration.id))][-1] is None
