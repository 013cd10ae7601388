"""A rulebook over time, for everyone: which text was in force when, and what changed between any two days."""

import csv
import datetime as dt
import io

import pytest
from fastapi.testclient import TestClient

from panel_api.cli import run
from tests.panel_api.adopting_support import dearer, put_in_force
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_support import page

ADDRESS = "/rulebooks/county_top_up"
ADOPTED = dt.date(2026, 5, 4)


def test_one_text_has_its_own_turning_days(sqlite_client: TestClient) -> None:
    found = page(sqlite_client, f"{ADDRESS}/history")
    assert "1 April 2026 Changed: tariff" in found.words and "1 April 2025 It came into force." in found.words
    assert "One text has been in force so far." in found.words
    assert f"{ADDRESS}/changes?from=2025-04-01&to=2026-04-01" in found.links


def test_two_texts_are_read_each_on_its_days(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    later = put_in_force(desk, dearer(desk.shelf), ADOPTED)
    found = page(sqlite_client, f"{ADDRESS}/history").words
    assert "4 May 2026 Changed: tariff" in found and "2 texts were, are or are to be in force." in found
    assert "A new text, adopted" in found and "The text that the service began with" in found
    assert later not in page(sqlite_client, f"{ADDRESS}?on=2026-05-03").words
    assert later in page(sqlite_client, f"{ADDRESS}?on=2026-05-04").words
    shown = page(sqlite_client, f"{ADDRESS}/changes?from=2026-05-03&to=2026-05-04").words
    assert "£4,680.00 £5,101.00" in shown and "From 4 May 2026." in shown
    assert "£4,550.00 £4,680.00" in page(sqlite_client, f"{ADDRESS}/changes?from=2026-03-31&to=2026-04-01").words


def test_the_spreadsheet_says_the_same(sqlite_client: TestClient) -> None:
    answer = sqlite_client.get(f"{ADDRESS}/changes.csv?from=2026-03-31&to=2026-04-01")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert {row["What"] for row in rows} == {"Tariff", "Part time timetable told"}
    (band_3,) = [row for row in rows if row["Was"] == "£4,550.00"]
    assert (band_3["Is"], band_3["From"], band_3["Source"]) == (
        "£4,680.00",
        "2026-04-01",
        "Top-up tariffs 2026 to 2027 (invented)",
    )
    assert sqlite_client.get(f"{ADDRESS}/changes.csv?from=x&to=2026-04-01").status_code == 404


def test_a_day_that_is_none_or_before_it_all_is_said(sqlite_client: TestClient) -> None:
    wrong = page(sqlite_client, f"{ADDRESS}/changes?from=tomorrow&to=1/1/1990", 422)
    assert "“tomorrow” is not a day." in wrong.words
    assert "It was not in force then. Write a day from 1 April 2025 on." in wrong.words


def test_the_command_says_it_too(sqlite_client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    database = desk_of(sqlite_client).settings.database_url
    assert run(["changes", "county_top_up", "--database", database]) == 0
    told = capsys.readouterr().out
    assert "Tariff (changed, from 1 April 2026, by Top-up tariffs 2026 to 2027 (invented))" in told
    assert "£4,550.00 -> £4,680.00" in told
    days = ["--from", "2026-04-01", "--to", "2026-04-02"]
    assert run(["changes", "county_top_up", *days, "--database", database]) == 0
    assert capsys.readouterr().out == "Nothing: it says the same on 1 April 2026 and on 2 April 2026.\n"
    assert run(["changes", "county_top_up", "--from", "soon", "--database", database]) == 2
