"""What-ifs: tried on the caseload of today or of a past day, sealed, read by those who may, and used by nothing."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from engine.whatif.asked import Protection
from panel_api import store
from panel_api.cli import run
from panel_api.errors import Trouble
from panel_api.models import RulebookText, RunAtWork, SealedValue, WhatIf, WhatIfText
from panel_api.services import Desk
from panel_api.services.overlays import overlays
from panel_api.services.runs_at_work import DIED, AtWork, at_work, begin
from panel_api.services.whatif import Asked, try_texts
from panel_api.shelf import NoSuchRulebook, Shelf, find_folder
from panel_api.store import caseload, runs_at_work
from tests.panel_api.adopting_support import BOOK
from tests.panel_api.http_support import NOW, desk_of, post, recommended, taken_in
from tests.panel_api.signing_in import signed_in

APRIL = dt.date(2027, 4, 1)
MORE = "tariffs_up_three_percent"
DAY = dt.timedelta(days=1)


def asked(**changes: Any) -> Asked:
    """The shipped overlay of dearer tariffs, tried on the caseload now."""
    return replace(Asked("What it would cost.", (), (MORE,), APRIL), **changes)


def test_an_overlay_is_tried_sealed_and_leaves_everything_in_force_as_it_was(client: TestClient) -> None:
    taken_in(client)
    desk, told = desk_of(client), []
    before = desk.shelf.book(BOOK).sha256
    row = try_texts(desk, asked(), lambda done, of: told.append((done, of)))
    assert (row.cases, told) == (1, [(1, 1)])
    moved = row.result["moved"]
    assert (moved["before"], moved["after"], moved["difference"]) == ("4680.00", "4820.00", "140.00")
    assert [each["pounds"] for each in row.result["why"]] == ["140.00"], "all of it by the tariff"
    assert desk.shelf.book(BOOK).sha256 == before
    with desk.database.reading() as session:
        (text,) = session.scalars(select(WhatIfText)).all()
        (link,) = store.read_links(session, store.LOCAL)
        sealed = session.scalars(select(SealedValue.value)).all()
        kept = session.get(RulebookText, text.sha256)
        assert store.verify_chain(session, store.LOCAL).holds
    entry = json.loads(link.stored)["entry"]
    assert (text.name, text.against_sha256, text.source) == (BOOK, before, MORE)
    assert kept is not None and "£4820" in kept.text, "the whole text stands beside its hash"
    assert (entry["kind"], entry["reference"], entry["as_of"]) == ("whatif", row.reference, "2027-04-01")
    assert entry["texts"] == [{"against": before, "name": BOOK, "sha256": text.sha256, "source": MORE}]
    assert any('"4820.00"' in str(each) for each in sealed), "what it came to is sealed"
    assert "4820.00" not in str(entry)


def test_two_are_laid_one_over_the_other_and_each_change_is_told_apart(sqlite_client: TestClient) -> None:
    taken_in(sqlite_client)
    row = try_texts(desk_of(sqlite_client), asked(overlays=(MORE, "band_edges_moved")))
    assert [each["change"] for each in row.result["why"]] == ["value:bands", "value:tariff"]
    with desk_of(sqlite_client).database.reading() as session:
        assert session.scalars(select(WhatIfText.source)).all() == [f"{MORE} + band_edges_moved"]


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({"overlays": ()}, "bad-input", "nothing is to be tried"),
        ({"overlays": ("nothing",)}, "not-found", "no overlay called nothing"),
        ({"overlays": ("../county_top_up/rulebook",)}, "not-found", "no overlay called"),
        ({"overlays": (), "proposals": ("P-NONE",)}, "not-found", "no proposal P-NONE"),
        ({"caseload_on": NOW.date()}, "bad-input", "is not past"),
        ({"words": " "}, "bad-input", "words"),
        ({"overlays": (MORE, MORE)}, "bad-input", "each once"),
    ],
)
def test_what_cannot_be_tried_is_refused_and_nothing_is_kept(
    sqlite_client: TestClient, changes: dict[str, Any], kind: str, said: str
) -> None:
    desk = desk_of(sqlite_client)
    with pytest.raises(Trouble) as trouble:
        try_texts(desk, asked(**changes))
    assert trouble.value.kind == kind
    assert said in trouble.value.detail + " ".join(str(each) for each in trouble.value.problems)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(WhatIf)) == 0


def test_nothing_but_a_what_if_can_get_at_an_overlay(sqlite_client: TestClient, tmp_path: Path) -> None:
    shelf = desk_of(sqlite_client).shelf
    assert [each.name for each in overlays(desk_of(sqlite_client))] == ["band_edges_moved", MORE]
    assert not [each for each in overlays(desk_of(sqlite_client)) if each.faults]
    assert not {"proposals", MORE} & set(shelf.names())
    for name in ("proposals", MORE, f"proposals/{MORE}"):
        with pytest.raises(NoSuchRulebook):
            shelf.book(name)
        assert shelf.folder_texts(name).rulebook == ""
        assert sqlite_client.get(f"/api/rulebooks/{name}").status_code == 404
        assert sqlite_client.get(f"/rulebooks/{name}").status_code == 404
        body = {"rulebook": name, "facts": {}, "as_of": "2027-04-01"}
        assert post(sqlite_client, "/api/assess", body).status_code in (404, 422)
        assert find_folder(name) is None
    folder = tmp_path / "proposals"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text((shelf.folder / BOOK / "rulebook.yaml").read_text())
    assert Shelf(tmp_path).names() == [], "not even by the name of a rulebook's file"
    assert find_folder(str(folder)) is None


def test_a_past_days_caseload_is_as_it_was_known_when_that_day_ended(sqlite_client: TestClient) -> None:
    reference, etag = recommended(sqlite_client)
    desk = desk_of(sqlite_client)
    today = NOW.date()
    with desk.database.writing() as session:
        case = store.hold_case(session, store.LOCAL, reference)
        assert case is not None
        case.facts = {**case.facts, "learning": 4}
    taken_in(sqlite_client, facts={"learning": 0})
    with desk.database.reading() as session:
        (rows,) = caseload.caseload(session, BOOK, today)
        assert [(each.open, each.facts["learning"]) for each in rows] == [(True, 4), (True, 0)]
        (then,) = caseload.caseload(session, BOOK, today, today)
        assert len(then) == 1 and then[0].facts["learning"] != 4, "by its last assessment; the other had none"
        assert caseload.count_unassessed(session, BOOK, today) == 1
        assert list(caseload.caseload(session, BOOK, today, today - DAY)) == []
    decision = {"kind": "agree", "reason": "as_recommended", "words": "As recommended."}
    assert post(sqlite_client, f"/api/cases/{reference}/decisions", decision, If_Match=etag).status_code in (201, 412)


def test_the_api_tries_once_and_shows_what_one_may_see(sqlite_client: TestClient) -> None:
    taken_in(sqlite_client)
    officer = signed_in(sqlite_client, "finance_officer")
    body = {"words": "What it costs.", "overlays": [MORE], "as_of": "2027-04-01", "protection": {"taper_years": 2}}
    first, again = (post(officer, "/api/whatifs", body, "one-key") for _ in range(2))
    assert first.status_code == 201 and again.content == first.content
    reference = first.json()["reference"]
    assert first.headers["location"] == f"/api/whatifs/{reference}"
    assert first.json()["result"]["moved"]["difference"] == "140.00"
    assert officer.get(f"/api/whatifs/{reference}").json() == first.json()
    assert [each["reference"] for each in officer.get("/api/whatifs").json()["whatifs"]] == [reference]
    assert "result" not in officer.get("/api/whatifs").json()["whatifs"][0]
    assert officer.get("/api/whatifs/WI-NONE").status_code == 404
    assert post(officer, "/api/whatifs", {**body, "taper": 1}).status_code == 422
    assert post(officer, "/api/whatifs", {**body, "protection": {"taper_years": 0}}).status_code == 422
    chair = signed_in(sqlite_client, "chair")
    assert post(chair, "/api/whatifs", body).status_code == chair.get("/api/whatifs").status_code == 403
    held = try_texts(desk_of(sqlite_client), asked(protection=Protection(hold_until_review=True)))
    assert held.spec["protection"]["hold_until_review"] is True


def test_a_run_is_seen_by_every_process_and_one_that_died_is_begun_again(client: TestClient) -> None:
    desk = desk_of(client)
    now = desk.clock()
    with desk.database.writing() as session:
        assert runs_at_work.claim(session, "rescoring:P-1", 50_000, now, now - DIED)
        runs_at_work.heard_of(session, "rescoring:P-1", 20_000, now)
    assert at_work(desk, "rescoring:P-1") == AtWork(50_000, 20_000, "")
    assert not begin(desk, "rescoring:P-1", 50_000, lambda _: None), "of two that are asked for, one runs"
    later = replace(desk, clock=lambda: now + DIED + DAY)
    died = at_work(later, "rescoring:P-1")
    assert died is not None and "it can be begun again" in died.failed
    kept: list[Desk] = []
    assert begin(later, "rescoring:P-1", 50_000, lambda _: kept.append(later))
    _wait(later, "rescoring:P-1")
    assert kept == [later] and at_work(later, "rescoring:P-1") is None, "it goes once what it makes is kept"

    def refused(_told: object) -> None:
        raise Trouble("conflict", "The proposal was changed meanwhile.")

    assert begin(desk, "rescoring:P-2", 1, refused)
    _wait(desk, "rescoring:P-2")
    assert at_work(desk, "rescoring:P-2") == AtWork(1, 0, "The proposal was changed meanwhile.")
    assert begin(desk, "rescoring:P-2", 1, lambda _: None), "what was given up may be begun again"
    _wait(desk, "rescoring:P-2")
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(RunAtWork)) == 0


def test_the_command_prints_a_summary_and_dry_keeps_nothing(
    sqlite_client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken_in(sqlite_client)
    desk = desk_of(sqlite_client)
    url, files = str(desk.settings.database_url), [tmp_path / name for name in ("all.csv", "all.json", "two.pdf")]
    said = ["whatif", "--overlay", MORE, "--database", url]
    assert run([*said, "--dry", "--csv", str(files[0]), "--json", str(files[1])]) == 0
    out = capsys.readouterr().out
    assert "Nothing was kept. As of 2027-04-01:" in out and "£140 a year more" in out
    assert "Tariff: £140 of the difference, on 1 cases." in out
    assert json.loads(files[1].read_text())["moved"]["difference"] == "140.00"
    assert "140.00" in files[0].read_text()
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(WhatIf)) == 0
    assert run([*said, "--hold-until-review", "--pdf", str(files[2])]) == 0
    assert "sealed in record 1" in capsys.readouterr().out
    assert files[2].read_bytes().startswith(b"%PDF")
    assert run([*said, "--as-of", "soon"]) == 2
    assert run(["whatif", "--overlay", "nothing", "--database", url]) == 2


def _wait(desk: Desk, key: str) -> None:
    import threading

    for thread in threading.enumerate():
        if thread.name == key:
            thread.join(30)
