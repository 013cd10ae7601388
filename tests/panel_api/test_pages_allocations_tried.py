"""Other weights and proposed formulas, tried beside what stands: nothing lost, nothing kept, plans not rewarded."""

import datetime as dt
import re
from dataclasses import asdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.opinions.network import Network
from panel_api.content import rules_dir
from panel_api.errors import Trouble
from panel_api.main import create_app
from panel_api.models import Proposal
from panel_api.seed.allocations import facts_of
from panel_api.seed.county import PARTNERSHIPS
from panel_api.services.allocating import shares_of, worked_out
from panel_api.services.allocation_weights import with_weights
from panel_api.services.proposal_texts import check_text
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store.proposals import add_proposal
from tests.panel_api.allocations_support import POUNDS, allocated, county, pence
from tests.panel_api.http_support import NOW, desk_of, row_counts, started
from tests.panel_api.pages_support import PAGE, page
from tests.panel_api.signing_in import a_person, signed_in

__all__ = ["county"]


def test_other_weights_are_shown_beside_the_present_ones_and_nothing_is_kept(county: TestClient) -> None:
    officer = signed_in(county, "senior_officer")
    before = row_counts(county)
    found = page(
        officer, "/allocations/try?" + urlencode({"year": "2026", "support_weight": "70", "pupil_weight": "0"})
    )
    rows = re.findall(rf"({'|'.join(PARTNERSHIPS)}) ?{POUNDS}{POUNDS}(rises|falls|stays)", found.words)
    assert len(rows) == len(PARTNERSHIPS)
    assert sum(pence(now) for _, now, _, _ in rows) == sum(pence(then) for _, _, then, _ in rows) == 598_500_000
    for _, now, then, way in rows:
        assert way == ("rises" if pence(then) > pence(now) else "falls" if pence(then) < pence(now) else "stays")
    assert len({way for *_, way in rows}) >= 2
    spread = re.findall(r"From £([\d,.]+) in [\w ]+? to £([\d,.]+) in [\w ]+?, ([\d.]+) times as much", found.words)
    assert len(spread) == 2
    for low, high, times in spread:
        assert abs(Decimal(high.replace(",", "")) / Decimal(low.replace(",", "")) - Decimal(times)) < Decimal("0.01")
    assert row_counts(county) == before


def test_the_picture_says_in_words_what_it_shows(county: TestClient) -> None:
    found = page(signed_in(county, "auditor"), "/allocations/try?year=2026&share_of_change=100%25")
    (picture,) = [each for each in found.all("svg") if each["role"] == "img"]
    assert picture["aria-labelledby"] == "moves-title moves-says"
    said = next(each.text for each in found.all("desc") if each["id"] == "moves-says")
    assert "rise" in said and "fall" in said and "Northmoor" in said


def test_the_same_weights_move_nothing(county: TestClient) -> None:
    found = page(signed_in(county, "auditor"), "/allocations/try?year=2026&support_weight=35")
    assert found.words.count("stays the same") == len(PARTNERSHIPS)
    assert "No partnership's figure changes." in found.source.replace("&#39;", "'")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"support_weight": "many"}, "“many” cannot stand for support weight."),
        ({"share_of_change": "-5%"}, "“-5%” cannot stand for share of change."),
        ({"floor": "£1.005"}, "“£1.005” cannot stand for floor."),
        ({"level_4_counts": "2.5"}, "Write a whole number up to"),
    ],
)
def test_a_number_that_is_none_is_told_and_stays(county: TestClient, typed: dict[str, str], says: str) -> None:
    auditor = signed_in(county, "auditor")
    answer = auditor.get("/allocations/try", params={"year": "2026", **typed}, headers=PAGE)
    assert answer.status_code == 422
    found = page(auditor, "/allocations/try?" + urlencode({"year": "2026", **typed}), status=422)
    assert says in found.words
    assert next(iter(typed.values())) in [each["value"] for each in found.all("input")]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"floor": "£700000"}, "he floors come to"),
        (dict.fromkeys(("pupil_weight", "deprivation_weight", "free_meals_weight", "attainment_weight",
                        "support_weight", "historic_weight"), "0"), "obody has any weight"),
    ],
)  # fmt: skip
def test_weights_that_cannot_be_shared_by_are_told(county: TestClient, typed: dict[str, str], says: str) -> None:
    found = page(signed_in(county, "auditor"), "/allocations/try?" + urlencode({"year": "2026", **typed}))
    assert says in found.words and "This cannot be shared out." in found.words


def test_a_formula_that_rewards_diagnosis_cannot_be_tried_and_the_path_is_named(
    sqlite_settings: Settings, network: Network, tmp_path: Path
) -> None:
    text = (rules_dir() / "partnership_allocation" / "rulebook.yaml").read_text(encoding="utf-8")
    bad = text.replace("facts:\n", "facts:\n  diagnosis: shared\n", 1)
    bad = bad.replace('"level_3 + level_4', '"(3 if diagnosis else 0) + level_3 + level_4')
    folder = tmp_path / "partnership_allocation"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(bad, encoding="utf-8")
    with started(create_app(sqlite_settings, clock=lambda: NOW, shelf=Shelf(), network=network)) as client:
        allocated(client)
    with started(create_app(sqlite_settings, clock=lambda: NOW, shelf=Shelf(tmp_path), network=network)) as client:
        answer = signed_in(client, "senior_officer").get("/allocations/try?year=2026", headers=PAGE)
    assert answer.status_code == 409
    assert "reads the diagnosis fact" in answer.text
    assert "support_points → weighted_children → diagnosis" in answer.text


def proposed(client: TestClient, changes: dict[str, str], faults: list[dict[str, Any]] | None = None) -> str:
    """A proposal of the formula with something put otherwise; its reference. faults: None to have it checked."""
    desk = desk_of(client)
    texts = desk.shelf.texts("partnership_allocation")
    text = texts.rulebook
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    if faults is None:
        found = check_text("partnership_allocation", text, texts.cases, desk.shelf.vocabulary())
        faults = [asdict(each) for each in found.faults]
    editor = a_person(desk, "rulebook_editor")
    said = {
        "text": text,
        "cases": texts.cases,
        "vocabulary": desk.shelf.vocabulary(),
        "words": "Fairer.",
        "summary": "",
    }
    known = {"name": "partnership_allocation", "begun_from": "partnership_allocation", "stage": "proposed"}
    with desk.database.writing() as session:
        row = Proposal(**said, **known, from_day=NOW.date(), faults=faults, proposed_by=editor.id)
        return add_proposal(session, row, NOW).reference


def test_a_proposed_formula_is_tried_against_the_one_that_stands(sqlite_client: TestClient) -> None:
    county = allocated(sqlite_client)
    reference = proposed(county, {'"level_3 + level_4_counts': '"2 * level_3 + level_4_counts'}, [])
    editor = signed_in(county, "rulebook_editor")
    assert f"/allocations/try?proposal={reference}" in page(editor, f"/proposals/{reference}").links
    found = page(editor, f"/allocations/try?proposal={reference}")
    rows = re.findall(rf"({'|'.join(PARTNERSHIPS)}) ?{POUNDS}{POUNDS}(rises|falls|stays)", found.words)
    assert len(rows) == len(PARTNERSHIPS) and {"rises", "falls"} <= {way for *_, way in rows}
    assert sum(pence(then) for _, _, then, _ in rows) == 598_500_000
    assert signed_in(county, "auditor").get(f"/allocations/try?proposal={reference}", headers=PAGE).status_code == 404


def test_a_proposed_formula_that_rewards_plans_is_refused_with_its_path(sqlite_client: TestClient) -> None:
    county = allocated(sqlite_client)
    rewards = {
        "facts:\n  pot:": "facts:\n  ehc_plan: shared\n  pot:",
        '"level_3 +': '"(3 if ehc_plan else 0) + level_3 +',
    }
    reference = proposed(county, rewards)
    found = page(signed_in(county, "senior_officer"), f"/allocations/try?proposal={reference}")
    assert "It is refused, and not tried" in found.words
    assert "reads the plan fact `ehc_plan`: allocation → allocated → on_the_way → by_formula → points" in found.words
    assert not found.all("svg")[1:] and "As tried" not in found.words


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "pupil_weight": st.integers(0, 99),
            "support_weight": st.integers(0, 99),
            "historic_weight": st.integers(0, 99),
            "level_5_counts": st.integers(0, 20),
            "share_of_change": st.integers(0, 100),
            "contingency_part": st.integers(0, 12),
            "floor": st.integers(0, 500_000),
            "ceiling": st.integers(700_000, 2_000_000),
        },
    )
)
@settings(max_examples=30)
def test_whatever_weights_are_tried_nothing_is_lost(typed: dict[str, int]) -> None:
    shelf, day = tried_shelf(), dt.date(2026, 4, 1)
    book = with_weights(shelf.book("partnership_allocation"), day, {name: str(each) for name, each in typed.items()})
    try:
        found = shares_of(worked_out(book, facts_of(2026), day))
    except Trouble as trouble:
        assert trouble.kind == "conflict" and trouble.detail.startswith("This cannot be shared out. ")
        return
    assert sum(found.partnerships.values()) + found.contingency == found.pot == 630_000_000
    assert min(found.partnerships.values()) >= 100 * typed.get("floor", 450_000)


@cache
def tried_shelf() -> Shelf:
    return Shelf()
