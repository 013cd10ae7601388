"""What intake works out by itself, and what it leaves to people."""

import datetime as dt

import pytest
from fastapi.testclient import TestClient

from panel_api.services.context import school_year
from tests.panel_api.http_support import a_case, places, post

PLAN = ("ehc_plan", "assessment_requested", "section_f_cost", "present_award")


@pytest.mark.parametrize(
    ("born", "asked", "year"),
    [
        ("2018-03-02", "2026-09-14", "4"),
        ("2018-03-02", "2026-08-31", "3"),
        ("2021-08-31", "2026-09-01", "1"),
        ("2021-09-01", "2026-09-01", "R"),
        ("2026-08-31", "2026-09-01", "E1"),
        ("2026-09-02", "2026-09-14", "E1"),
        ("2024-09-01", "2026-09-14", "E2"),
        ("2024-08-31", "2026-09-14", "N1"),
        ("2022-09-01", "2026-09-14", "N2"),
        ("2010-09-01", "2026-09-14", "11"),
        ("2008-02-29", "2027-02-28", "14"),
        ("2007-08-31", "2026-09-14", "X"),
        ("2001-12-01", "2026-09-14", "X"),
    ],
)
def test_the_school_year_by_age(born: str, asked: str, year: str) -> None:
    assert school_year(dt.date.fromisoformat(born), dt.date.fromisoformat(asked)) == year


def test_age_year_and_phase_are_worked_out_and_said(sqlite_client: TestClient) -> None:
    case = post(sqlite_client, "/api/cases", a_case()).json()
    assert case["facts"]["school_year"] == "4"
    assert case["facts"]["phase"] == "primary"
    assert case["filled_in"]["school_year"] == "from the date of birth and the day of asking"
    assert "age_years" not in case["facts"]  # this rulebook does not ask it


def test_a_year_group_that_is_given_stands(sqlite_client: TestClient) -> None:
    """A child may be taught outside their own year group."""
    case = post(sqlite_client, "/api/cases", a_case(facts={"school_year": "12"})).json()
    assert case["facts"]["school_year"] == "12"
    assert case["facts"]["phase"] == "post_16"
    assert "school_year" not in case["filled_in"]


def test_where_there_is_no_plan_facts_say_so(sqlite_client: TestClient) -> None:
    case = post(sqlite_client, "/api/cases", a_case()).json()
    assert [case["facts"][name] for name in PLAN] == [False, False, "none", "none"]
    assert set(PLAN) <= set(case["filled_in"])


def test_a_present_award_that_is_given_stands(sqlite_client: TestClient) -> None:
    case = post(sqlite_client, "/api/cases", a_case(facts={"present_award": "2760.00"})).json()
    assert case["facts"]["present_award"] == "2760.00"
    assert case["facts"]["section_f_cost"] == "none"


def test_where_there_may_be_a_plan_nothing_is_assumed(sqlite_client: TestClient) -> None:
    county = a_case()["authorities"]["area"]
    authorities = dict.fromkeys(("looking_after", "maintaining", "area", "paying"), county)
    for changes in ({"facts": {"ehc_plan": True}}, {"legal_basis": "annual_review", "authorities": authorities}):
        case = post(sqlite_client, "/api/cases", a_case(**changes)).json()
        assert "section_f_cost" not in case["facts"]
        assert "assessment_requested" not in case["facts"]
    assert set(case["authorities"]) == set(authorities)


def test_recorded_words_count_as_views(sqlite_client: TestClient) -> None:
    case = post(sqlite_client, "/api/cases", a_case()).json()
    assert case["facts"]["views_child"] == "2026-09-02"
    assert case["facts"]["views_family"] == "2026-09-03"
    silent = post(sqlite_client, "/api/cases", a_case(voices=[])).json()
    assert "views_child" not in silent["facts"]


def test_who_is_who_comes_back_as_it_was_sent(sqlite_client: TestClient) -> None:
    sent = a_case()
    case = post(sqlite_client, "/api/cases", sent).json()
    assert case["child"] == {**sent["child"], "address": None, "interpreter": None, "easy_read": False}
    assert [parent["shielded"] for parent in case["parents"]] == [False, True]
    assert [voice["parent"] for voice in case["voices"]] == [None, 1]
    assert case["voices"][1]["words"] == sent["voices"][1]["words"]
    assert case["school"]["reference"] == "100000"


def test_people_around_the_child_and_how_each_is_written_to(client: TestClient) -> None:
    sent = a_case()
    sent["child"] |= {"easy_read": True}
    sent["parents"][0] |= {"address": "12 Rose Lane\nEventown", "interpreter": "Polish"}
    sent["around"] = [
        {"role": "advocate", "name": "Kim Example", "from": "2026-09-01"},
        {"role": "social_worker", "reference": "sw-7", "from": "2026-01-05", "to": "2026-09-10"},
    ]
    case = post(client, "/api/cases", sent).json()
    assert case["child"]["easy_read"] is True
    assert (case["parents"][0]["address"], case["parents"][0]["interpreter"]) == ("12 Rose Lane\nEventown", "Polish")
    assert [(each["role"], each["name"], each["to"]) for each in case["around"]] == [
        ("social_worker", None, "2026-09-10"),
        ("advocate", "Kim Example", None),
    ]
    assert [each["words"] for each in case["history"]] == ["The request was taken in."]
    wrong = a_case(around=[{"role": "uncle", "name": "Kim", "from": "2026-09-01"}])
    assert places(post(client, "/api/cases", wrong)) == ["around[0].role"]


def test_the_day_may_have_begun_by_summer_time(sqlite_client: TestClient) -> None:
    assert post(sqlite_client, "/api/cases", a_case(asked_on="2026-09-20")).status_code == 201
    late = post(sqlite_client, "/api/cases", a_case(asked_on="2026-09-21"))
    assert places(late) == ["asked_on"]
