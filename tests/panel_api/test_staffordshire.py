"""Staffordshire's story: a county moves a quarter of its pupils to a new text that drifts, and nothing comes of it.

The council bought a banding tool that was to cost what banding had cost before. A quarter of its pupils had moved on to
it when somebody saw that average top-ups rose, and it was suspended. Nobody had re-scored the caseload first. Here the
re-scoring is demanded, and the promise is held against it. The county is invented.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from panel_api.errors import Trouble
from panel_api.models import Adoption, Proposal, Rescoring
from panel_api.services import Desk
from panel_api.services.adopting import adopt
from panel_api.services.calibrating import calibrate_proposal
from panel_api.services.calibration_asked import TargetTyped
from panel_api.services.proposal_texts import Written, checked
from panel_api.services.proposals import answer_proposal, propose
from panel_api.services.rescoring import rescore_proposal
from panel_api.store import Viewer
from tests.panel_api.adopting_support import BOOK, dearer
from tests.panel_api.http_support import desk_of, post, taken_in
from tests.panel_api.pages_support import page
from tests.panel_api.signing_in import a_person, signed_in

TODAY: Final = dt.date(2026, 9, 20)
WORDS: Final = "Agreed by the director under delegation 4.2."
SAID: Final = (
    "Adopting it would cost £1,263 a year more on 3 awards that change (9.0 % of what those are paid now); the promise "
    "was cost-neutral within 0.1 %"
)
SEVERE: Final = {"learning": 4, "skills": 4, "attention": 4, "self_care": 4}


def _as(desk: Desk, role: str) -> Desk:
    person = a_person(desk, role)
    return replace(desk, viewer=Viewer(role, person.reference, person.id))


def put_forward(editor: Desk, officer: Desk, text: str, cases: str) -> Proposal:
    """A text promised to cost what is paid now, proposed by one and supported by another."""
    given = Written(
        BOOK, text, cases, "The new tool (invented).", TODAY, BOOK, promise="neutral", promise_percent="0.1"
    )
    found = checked(editor, given)
    assert not found.found.faults, found.found.faults
    with editor.database.writing() as session:
        row = propose(session, editor, found)
    with officer.database.writing() as session:
        return answer_proposal(session, officer, row.reference, row.version, "supported", "Read.")


def test_a_drift_on_a_quarter_is_stopped_at_adoption_with_the_figure_then_calibrated_within_a_thousandth(
    sqlite_client: TestClient,
) -> None:
    for number in range(12):
        taken_in(sqlite_client, facts={} if number % 4 == 0 else SEVERE)
    desk = desk_of(sqlite_client)
    editor, officer = _as(desk, "rulebook_editor"), _as(desk, "senior_officer")
    texts = dearer(desk.shelf)
    row = put_forward(editor, officer, texts.rulebook, texts.cases)
    before = desk.shelf.book(BOOK).sha256
    scored = rescore_proposal(officer, row.reference)
    moved = scored.result["moved"]
    assert (scored.cases, moved["cases"], moved["percent"], moved["rise"]) == (12, 3, "25.00", "9.00")
    with pytest.raises(Trouble) as stopped:
        adopt(officer, scored.reference, WORDS)
    assert (stopped.value.kind, stopped.value.detail) == ("conflict", f"{SAID}. Put that right first.")
    asked = post(sqlite_client, f"/api/rescorings/{scored.reference}/adoption", {"words": WORDS})
    assert (asked.status_code, asked.json()["detail"]) == (409, f"{SAID}. Put that right first.")
    shown = page(signed_in(sqlite_client, "senior_officer"), f"/rescorings/{scored.reference}")
    assert f"{SAID}." in shown.words
    assert not [form for form in shown.all("form") if form["action"].endswith("/adopt")]
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Adoption)) == 0
        assert session.scalar(select(func.count()).select_from(Rescoring)) == 1
    assert desk.shelf.book(BOOK).sha256 == before, "nothing came in force"
    _calibrated_and_adopted(editor, officer, row)


def _calibrated_and_adopted(editor: Desk, officer: Desk, row: Proposal) -> None:
    """What did not happen there: the same band is found within the promise, re-scored, and adopted."""
    asked = TargetTyped("tariff", step="£10", within="0.1%", award_fall="0%")
    found = calibrate_proposal(editor, row.reference, asked)
    cost = found.result["found"]
    assert (found.result["met"], cost["before"], cost["after"]) == (True, "114390.00", "114480.00")
    assert (cost["rising"], cost["falling"], cost["broken"]) == (3, 0, [])
    changed = [each for each in found.result["rows"] if each["found"] != each["wished"]]
    assert [(each["key"], each["wished"], each["found"]) for each in changed] == [
        (["mainstream", "3"], "5101.00", "4710.00")
    ]
    by_hand = dearer(editor.shelf, 4710)
    assert found.found_text == by_hand.rulebook, "the figure alone differs"
    again = put_forward(editor, officer, by_hand.rulebook, by_hand.cases)
    scored = rescore_proposal(officer, again.reference)
    assert abs(Decimal(cost["difference"])) * 1000 <= Decimal(cost["before"])
    assert scored.result["groups"]["open"]["compared"]["difference"] == cost["difference"] == "90.00"
    assert adopt(officer, scored.reference, WORDS).sha256 == found.found_sha256
