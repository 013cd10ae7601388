"""Decisions otherwise than advised: counted by hand here, and by the pages; orders of the tribunal are in no rate."""

import csv
import datetime as dt
import io
from typing import Any

from panel_api.store import LOCAL
from panel_api.store.audit_rates import varied_by
from panel_api.store.record_search import RecordFilter
from tests.panel_api.audit_support import found
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_support import counted, page
from tests.panel_api.signing_in import As


def many(number: int, **row: Any) -> list[dict[str, Any]]:
    return [row] * number


UP = {"kind": "agree_another_band", "varied": "varied", "pence": 600_000, "advised_pence": 468_000}
DOWN = {"kind": "agree_another_band", "varied": "varied", "pence": 300_000, "advised_pence": 468_000}
SAME = {"pence": 468_000, "advised_pence": 468_000}
ORDER = {"kind": "carried_out", "varied": "overturned", "pence": 900_000, "advised_pence": 468_000}


def county(client: As) -> None:
    found(
        client,
        *many(86, **SAME, partnership="Alder"), *many(10, **UP, partnership="Alder"),
        *many(4, **DOWN, partnership="Alder"),
        *many(40, **SAME, partnership="Birch"), *many(60, **UP, partnership="Birch", reason_code="more_need"),
        *many(1, **SAME, partnership="Cedar"), *many(1, varied="varied", partnership="Cedar"),
        *many(3, **ORDER, partnership="Cedar"), {**ORDER, "varied": "as_advised", "pence": 468_000},
        *many(2, kind="refer", varied="not_compared", partnership="Alder"),
        {**UP, "partnership": "Alder", "at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)},
    )  # fmt: skip


def test_rates_are_counted_with_their_limits_and_orders_stand_apart(client: As) -> None:
    county(client)
    with counted(client) as sent:
        shown = page(client, "/audit/overrides?from=1/4/2026&to=31/3/2027")
    assert "Of 202 decisions that can be held against advice, 75 (37.1%) varied it" in shown.words
    assert "70 awarded more, 4 awarded less and 1 varied something that is no amount" in shown.words
    assert "More comes to £92,400 a year, less to £6,720 a year." in shown.words
    assert "2 of 3 partnerships lie outside what chance would give: Alder (14 of 100; inside is 23 to 51); Birch" in (
        shown.words
    )
    assert "Outside, above" in shown.words and "Outside, below" in shown.words
    assert "Too few to say" in shown.words, "two decisions of Cedar"
    assert "4 orders of the tribunal were carried out." in shown.words
    assert "More3£12,960.00" in shown.words and "The same amount1–" in shown.words
    assert "/records?from_day=2026-04-01&to_day=2027-03-31&varied=varied&partnership=Birch" in shown.links
    assert sum("record_finds" in each for each in sent) == 2
    (svg,) = [each for each in shown.all("svg") if each["role"] == "img"]
    assert svg["aria-labelledby"] == "control-title control-desc"


def test_every_grouping_counts_the_same_decisions(client: As) -> None:
    county(client)
    desk = desk_of(client)
    with desk.database.reading() as session:
        sums = {
            by: [(each.compared, each.varied, each.up_pence) for each in varied_by(session, LOCAL, by, RecordFilter())]
            for by in ("partnership", "sitting", "role", "month", "reason")
        }
    whole = {by: tuple(sum(each) for each in zip(*rows, strict=True)) for by, rows in sums.items()}
    assert set(whole.values()) == {(203, 76, 71 * 132_000)}
    assert len(sums["month"]) == 2
    rows = list(csv.reader(io.StringIO(client.get("/audit/overrides.csv?by=month&from=&to=").text)))
    assert [row[0] for row in rows[1:]] == ["January 2024", "June 2026"]
    assert rows[2][1:5] == ["202", "75", "37.1%", rows[2][4]]


def test_days_that_cannot_be_read_are_told_and_an_empty_county_says_what_will_appear(sqlite_client: As) -> None:
    told = page(sqlite_client, "/audit/overrides?from=soon", 422)
    assert "Write a day such as 14/9/2026" in told.words and "soon" in told.source
    assert "A group appears here when a decision" in page(sqlite_client, "/audit/overrides").words
    assert "have a share of what was varied, and no limits" not in page(sqlite_client, "/audit/overrides").words
