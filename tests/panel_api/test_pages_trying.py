"""Trying a rulebook keeps nothing and says why; what changed between two days stands side by side."""

import pytest
from fastapi.testclient import TestClient

from panel_api.schema_examples import FACTS
from tests.panel_api.http_support import row_counts
from tests.panel_api.pages_support import checked, page, send

BOOKS = ("county_top_up", "devon_bands", "islington_matrix", "nottinghamshire_style_two_needs", "place_fit")
TYPED = {name: str(answer).lower() if isinstance(answer, bool) else str(answer) for name, answer in FACTS.items()}
ADDRESS = "/rulebooks/county_top_up/try"


def test_the_same_answers_give_the_same_advice_and_nothing_is_kept(sqlite_client: TestClient) -> None:
    before = row_counts(sqlite_client)
    form = page(sqlite_client, ADDRESS).form("/try")
    assert set(FACTS) <= set(form.fields)
    found = checked(send(sqlite_client, form, **{**TYPED, "provision_cost": "£6,450", "as_of": "14/9/2026"}))
    assert "Band 3, £4,680 a year" in found.words
    assert "Nothing was kept." in found.words
    assert "33 points" in found.words or "points is band 3" in found.words
    again = found.form("/try").fields
    assert {name: again[name] for name in TYPED} == {**TYPED, "provision_cost": "£6,450"}
    assert row_counts(sqlite_client) == before


def test_what_change_in_need_would_move_the_band_is_never_said_here(sqlite_client: TestClient) -> None:
    form = page(sqlite_client, ADDRESS).form("/try")
    words = checked(send(sqlite_client, form, **TYPED, as_of="14/9/2026")).words
    assert "instead of" not in words
    assert "more than here" not in words


def test_nothing_answered_says_what_would_settle_most(sqlite_client: TestClient) -> None:
    form = page(sqlite_client, ADDRESS).form("/try")
    assert "This needs more information first" in checked(send(sqlite_client, form)).words
    found = checked(send(sqlite_client, form, apdr_cycles="2", talking="3"))
    assert "more than one outcome is possible" in found.words
    link = next(link for link in found.links if link.startswith("#f-"))
    assert link.removeprefix("#") in found.ids


@pytest.mark.parametrize("name", BOOKS)
def test_every_kind_of_question_has_its_field(sqlite_client: TestClient, name: str) -> None:
    address = f"/rulebooks/{name}/try"
    checked(send(sqlite_client, page(sqlite_client, address).form("/try")))
    form = page(sqlite_client, address).form("/try")
    first = {field: options[1] for field, options in form.options.items() if len(options) > 1}
    checked(send(sqlite_client, form, **first))


def test_wrong_answers_are_told_beside_their_fields(sqlite_client: TestClient) -> None:
    wrong = {
        "talking": "9",
        "attendance": "lots",
        "provision_cost": "-1",
        "specialist_report": "yesterday",
        "setting": "moon",
        "sudden_need": "maybe",
        "apdr_cycles": "1.5",
        "as_of": "31/2/2026",
    }
    form = page(sqlite_client, ADDRESS).form("/try")
    found = checked(send(sqlite_client, form, **wrong), 422)
    links = {link.removeprefix("#f-").removeprefix("#") for link in found.links if link.startswith("#")}
    assert links - {"main-content"} == set(wrong)
    assert found.title.startswith("Error: ")
    assert found.form("/try").fields["attendance"] == "lots"


@pytest.mark.parametrize("day", ["1/1/1800", "0", "14/9/99999", "2026-09-14T00:00"])
def test_a_day_that_is_none(sqlite_client: TestClient, day: str) -> None:
    found = checked(send(sqlite_client, page(sqlite_client, ADDRESS).form("/try"), as_of=day), 422)
    assert "#as_of" in found.links


def test_a_day_before_the_rulebook_says_so(sqlite_client: TestClient) -> None:
    found = checked(send(sqlite_client, page(sqlite_client, ADDRESS).form("/try"), as_of="1 January 2001", talking="3"))
    assert "The rulebook was not in force on that day" in found.words


def test_what_changed_between_two_days(sqlite_client: TestClient) -> None:
    found = page(sqlite_client, "/rulebooks/county_top_up/changes")
    for cell in ("£4,550.00", "£4,680.00", "1 April 2025", "1 April 2026"):
        assert cell in found.source
    same = page(sqlite_client, "/rulebooks/county_top_up/changes?from=1/5/2026&to=2/5/2026")
    assert "Nothing. Every word, amount, step and rule is the same" in same.words
    back = page(sqlite_client, "/rulebooks/county_top_up/changes?from=1/5/2026&to=1/5/2025")
    assert back.source.index("£4,680.00") < back.source.index("£4,550.00")
    wrong = page(sqlite_client, "/rulebooks/county_top_up/changes?from=x&to=1/1/1990", 422)
    assert {"#from", "#to"} <= set(wrong.links)
    page(sqlite_client, "/rulebooks/none/changes", 404)
    page(sqlite_client, "/rulebooks/none/try", 404)
