"""A what-if by its pages: read, taken away, and told to a schools forum on two pages without small numbers."""

import datetime as dt
import io
import json
import time
from collections.abc import Callable
from dataclasses import replace

import pypdf
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from engine.whatif.document import Document, Line, Moving, Pence
from panel_api.models import LogLine, WhatIf, WhatIfText
from panel_api.pages import whatif_new
from panel_api.store import keep_rulebook
from panel_api.store.whatif import add_whatif
from panel_api.views.forum import KEPT_BACK, MOST_LINES, Paper, forum_data, forum_pdf
from panel_api.views.forum_numbers import kept_back, without_few
from panel_api.views.whatif_words import is_few
from tests.engine.whatif_example import NOBODY, WHY, example, line
from tests.panel_api.http_support import NOW, desk_of, taken_in
from tests.panel_api.pages_support import PAGE, checked, counted, page, send
from tests.panel_api.provision_support import a_provision
from tests.panel_api.signing_in import signed_in


def paper(document: Document) -> Paper:
    """What the two pages are made of, sealed at a moment of its own."""
    return Paper("WI-TEST22", document, "Evenshire County Council", True, NOW, 1204)


def keep(client: TestClient, document: Document, reference: str = "WI-TEST22", words: str = "For the forum") -> str:
    """A what-if as a run would keep it; its address."""
    desk = desk_of(client)
    texts = desk.shelf.texts("county_top_up")
    with desk.database.writing() as session:
        sha256 = keep_rulebook(session, "county_top_up", texts.rulebook, "", NOW)
        of_text = WhatIfText(name="county_top_up", sha256=sha256, against_sha256=sha256, source="P-AAAAAA")
        tried = {"words": words, "spec": {}, "as_of": document.as_of, "cases": 460, "result": document.as_json()}
        made = {"by_role": "finance_officer", "by_reference": "test", "made_at": NOW, "record_sequence": 900_100}
        number = session.query(WhatIf).count()
        made["record_sequence"] = 900_100 + number
        add_whatif(session, WhatIf(reference=reference, **tried, **made), [of_text])
    return f"/whatif/{reference}"


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [" ".join(each.extract_text().split()) for each in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_the_list_says_what_will_stand_there_and_then_what_was_tried(sqlite_client: TestClient) -> None:
    officer = signed_in(sqlite_client, "finance_officer")
    assert "Nothing was tried yet." in page(officer, "/whatif").words
    address = keep(sqlite_client, example(), words="=cmd|' /C calc'!A0")
    shown = page(officer, "/whatif")
    assert "county_top_up (P-AAAAAA)" in shown.words and address in shown.source
    assert page(officer, "/").source.count('href="/whatif"') == 2
    assert signed_in(sqlite_client, "caseworker").get("/whatif", headers=PAGE).status_code == 403


def test_the_result_answers_first_and_then_says_why(sqlite_client: TestClient, golden: Callable[..., None]) -> None:
    address = keep(sqlite_client, example())
    shown = page(signed_in(sqlite_client, "auditor"), address)
    golden("whatif/result.txt", shown.words[shown.words.index("What-if WI-TEST22") :] + "\n")
    pictures = [tag for tag in shown.all("svg") if tag["class"] == "eh-whatif"]
    assert len(pictures) == 3 and all(tag["role"] == "img" and tag["aria-labelledby"] for tag in pictures)
    assert len(shown.all("table")) >= 10


def test_a_school_of_the_directory_is_called_by_its_name_to_whom_the_directory_is_open(
    sqlite_client: TestClient,
) -> None:
    found = example()
    school = replace(found.by["school"][0], name="900642")
    address = keep(sqlite_client, replace(found, by={**found.by, "school": (school,)}))
    with desk_of(sqlite_client).database.writing() as session:
        a_provision(session, "900642", kind="mainstream", name="Alder Wood Primary")
    assert "Alder Wood Primary (900642)" in page(signed_in(sqlite_client, "finance_officer"), address).words
    assert "Alder Wood" not in page(signed_in(sqlite_client, "rulebook_editor"), address).words


def test_few_queries_answer_however_many_were_tried(sqlite_client: TestClient) -> None:
    officer = signed_in(sqlite_client, "senior_officer")
    first = keep(sqlite_client, example(), "WI-AAAAA2")
    for number in range(3, 9):
        keep(sqlite_client, example(), f"WI-AAAAA{number}")
    page(officer, first)
    with counted(sqlite_client) as alone:
        page(officer, first)
    with counted(sqlite_client) as listed:
        page(officer, "/whatif")
    assert len(alone) <= 9 and len(listed) <= 7, (alone, listed)


def test_what_is_taken_away_is_safe_whole_and_noted(sqlite_client: TestClient) -> None:
    document = example()
    evil = replace(document.by["school"][0], name="=HYPERLINK(1)")
    document = replace(document, by={**document.by, "school": (evil, *document.by["school"][1:])})
    address = keep(sqlite_client, document)
    auditor = signed_in(sqlite_client, "auditor")
    text = auditor.get(f"{address}.csv").text
    assert text.startswith("\ufeffPart,Line,Figure,Value") and ",=HYPERLINK" not in text and "'=HYPERLINK" in text
    assert "By partnership,Vale,Difference,30750.00" in text
    book = CalamineWorkbook.from_filelike(io.BytesIO(auditor.get(f"{address}.xlsx").content))
    assert book.sheet_names[0] == "Figures" and len({name.lower() for name in book.sheet_names}) >= 10
    rows = book.get_sheet_by_name("By partnership").to_python()
    assert rows[1][0] == "Chalk Downs" and rows[1][4] == 15_000
    assert Document.from_json(json.loads(auditor.get(f"{address}.json").text)) == document
    assert auditor.get(f"{address}/forum.pdf").content.startswith(b"%PDF")
    with desk_of(sqlite_client).database.reading() as session:
        lines = [each for each in session.scalars(select(LogLine.stored).order_by(LogLine.sequence))
                 if b'"exported"' in each]  # fmt: skip
    assert len(lines) == 4 and all(b"WI-TEST22" in each for each in lines)
    assert auditor.get("/whatif/WI-NONE22.csv", headers=PAGE).status_code == 404


@pytest.mark.parametrize("partnerships", [0, 2, 9, 45])
@pytest.mark.parametrize("changes", [0, 3, 40])
def test_a_forum_gets_two_pages_whatever_the_county(partnerships: int, changes: int) -> None:
    """Two thousand letters of changes and forty-five partnerships are told on two pages too."""
    found = example()
    lines = tuple(
        line(f"A partnership with a rather long name, number {number}", 20 + number, 900_000_00, 880_000_00 - number)
        for number in range(partnerships)
    )
    why = tuple(
        replace(WHY[number % 2], title=f"Tariff of a table with a long name {number}", words=("a word " * 60,) * 5)
        for number in range(changes)
    )
    texts = tuple(replace(found.texts[0], title=f"Funding in mainstream schools {number}") for number in range(4))
    many = replace(found, by={**found.by, "partnership": lines}, why=why, texts=texts if partnerships else found.texts)
    read = pages_of(forum_pdf(paper(many)))
    assert len(read) == 2
    assert "Page 1 of 2" in read[0] and "Page 2 of 2" in read[1]
    assert "Adopting this would cost £45,750 a year more (2.22%)" in read[0]
    assert ("others, which change less" in read[1]) == (partnerships > MOST_LINES)
    assert "Invented: this county" in read[0] and "record 1204" in read[1] and "a" * 64 in read[1].replace(" ", "")


def test_the_two_pages_as_they_are_read(golden: Callable[..., None]) -> None:
    pdf = forum_pdf(paper(example()))
    assert forum_pdf(paper(example())) == pdf, "the same bytes every time"
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB"  # type: ignore[index]
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    golden("whatif/forum.txt", "\n\n".join(pages_of(pdf)) + "\n")


def test_where_nothing_is_compared_or_few_change_the_two_pages_give_no_amount() -> None:
    found = example()
    few = replace(found, moved=replace(found.moved, cases=3))
    data = forum_data(paper(few))
    assert data["answer"] == "Adopting this would change fewer than five awards, so no amount is given."
    assert data["bars"] == data["tables"] == data["years"] == []
    assert len(pages_of(forum_pdf(paper(few)))) == 2


LINES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 60)), min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_what_is_shown_of_lines_leaves_nothing_small_to_be_worked_out(counts: list[tuple[int, int, int]]) -> None:
    """Whoever takes what is shown from the totals is left with enough awards, or with nothing."""
    lines = [
        Line(f"P{number}", up + down + stay, Pence(100_000), Pence(100_000 + up - down), Pence(up - down), None,
             Moving(up, Pence(up), Pence(1)), Moving(down, Pence(down), Pence(1)), None, None)
        for number, (up, down, stay) in enumerate(counts)
    ]  # fmt: skip
    for own in (None, "P0"):
        _nothing_small(lines, own)


def _nothing_small(lines: list[Line], own: str | None) -> None:
    hidden = kept_back(lines, own)
    shown = [each for each in lines if each.name not in hidden]
    assert own not in hidden
    assert not any(is_few(each.cases, each.rising.cases, each.falling.cases) for each in shown if each.name != own)
    if any(each.name != own for each in shown):
        for way in ("rising", "falling"):
            total = sum(getattr(each, way).cases for each in lines)
            left = total - sum(getattr(each, way).cases for each in shown)
            assert is_few(total) or not is_few(left)
        moving = sum(each.rising.cases + each.falling.cases for each in lines if each.name in hidden)
        assert not is_few(moving), "the pounds that are left rest on enough awards"


def test_a_change_that_moved_few_is_one_with_another_that_moved_enough() -> None:
    few = (replace(WHY[0], title="Rare", cases=2, pounds=Pence(900_00)), *WHY)
    told = without_few(replace(example(), why=few)).why
    assert [each.title for each in told] == ["Tariff", "Beyond the bands", "Other changes together"]
    assert sum(each.pounds for each in told) == sum(each.pounds for each in few)
    assert without_few(replace(example(), why=few[:1])).why == ()


def test_small_numbers_stand_in_words_on_the_two_pages() -> None:
    found = example()
    small = replace(line("Canal", 40, 1_000_00, 2_000_00), falling=Moving(3, Pence(5_00), Pence(2_00)))
    lines = (small, *found.by["partnership"])
    group = replace(found.groups["open"], falling=NOBODY)
    running = replace(found.groups["running"], falling=Moving(3, Pence(5_00), Pence(2_00)))
    whole = replace(found, by={**found.by, "partnership": lines}, groups={"open": group, "running": running})
    data = forum_data(paper(whole))
    assert "fewer than five fall" in data["answer"]
    rows = {row[0]: row[1:] for row in data["tables"][0]["rows"]}
    assert rows["Canal"] == [KEPT_BACK] * 4 and rows["Vale"][0] == "260"


def test_the_day_on_the_pages_is_the_day_it_was_made() -> None:
    late = replace(paper(example()), made_at=dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC))
    assert forum_data(late)["day"] == "1 April 2026", "by the clock of the county"


def test_a_budget_holder_reads_their_own_partnership_and_no_small_number_of_another(sqlite_client: TestClient) -> None:
    found = example()
    few = replace(line("Canal", 40, 1_000_00, 2_000_00), falling=Moving(3, Pence(5_00), Pence(2_00)))
    own = replace(line("Riverside", 9, 1_000_00, 2_000_00), falling=Moving(2, Pence(5_00), Pence(4_00)))
    hill = replace(line("Hill", 40, 50_000_00, 60_000_00), falling=Moving(15, Pence(5_00), Pence(2_00)))
    others = (hill, line("Moor", 60, 50_000_00, 60_000_00))
    accounts = tuple(replace(found.years[0], account=f"partnership:{name}") for name in ("Canal", "Hill", "Riverside"))
    address = keep(sqlite_client, replace(found, by={**found.by, "partnership": (few, *others, own)}, years=accounts))
    holder = signed_in(sqlite_client, "budget_holder", partnership="Riverside")
    shown = page(holder, address)
    assert "Riverside 9 £1,000.00" in shown.words and "Canal" not in shown.words and "Alder Wood" not in shown.words
    assert "Moor 60 £50,000.00" in shown.words
    assert "2026 to 2027 Other partnerships £1,520,000.00" in shown.words, "theirs apart, the others together"
    read = json.loads(holder.get(f"{address}.json").text)
    assert read["by"]["school"] == [] and "Canal" not in json.dumps(read)
    assert "Alder Wood" in page(signed_in(sqlite_client, "finance_officer"), address).words


def test_what_is_typed_stays_and_every_mistake_is_told_at_once(sqlite_client: TestClient) -> None:
    officer = signed_in(sqlite_client, "finance_officer")
    form = page(officer, "/whatif/new").form("/whatif/new")
    wrong = {"words": "Before the forum", "as_of": "soon", "taper_years": "11", "most_fall_percent": "x"}
    told = checked(send(officer, form, **wrong), 422)
    assert "There are 3 problems" in told.words and told.form("/whatif/new").fields["words"] == "Before the forum"
    nothing = checked(send(officer, form, words="Before the forum"), 422)
    assert "Choose a proposal or an overlay, at most ten." in nothing.words
    with desk_of(sqlite_client).database.reading() as session:
        assert session.scalars(select(WhatIf.id)).all() == []


def test_an_overlay_is_tried_by_its_form_once_and_read(sqlite_client: TestClient) -> None:
    taken_in(sqlite_client)
    officer = signed_in(sqlite_client, "finance_officer")
    form = page(officer, "/whatif/new").form("/whatif/new")
    asked = {"words": "Three percent", "overlay-tariffs_up_three_percent": "yes", "hold": "yes", "taper_years": "3"}
    sent = send(officer, form, **asked)
    assert sent.status_code == 303, sent.text
    assert send(officer, form, **asked).headers["location"] == sent.headers["location"], "once"
    shown = page(officer, str(sent.headers["location"]))
    assert "Adopting this would cost" in shown.words and "Three percent" in shown.words
    assert (
        "A fall comes in 3 equal parts" in shown.words
        and "on the caseload as it was when this was made: 1 case" in shown.words
    )
    assert len(pages_of(officer.get(f"{sent.headers['location']}/forum.pdf").content)) == 2


def test_a_large_one_is_worked_out_beside_the_requests(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(sqlite_client)
    officer = signed_in(sqlite_client, "finance_officer")
    form = page(officer, "/whatif/new").form("/whatif/new")
    monkeypatch.setattr(whatif_new, "MOST_AT_ONCE", 0)
    asked = {"words": "Three percent", "overlay-tariffs_up_three_percent": "yes"}
    there = str(send(officer, form, **asked).headers["location"])
    assert there.startswith("/whatif?run=") and send(officer, form, **asked).headers["location"] == there
    for _ in range(200):
        shown = page(officer, there)
        if "Nothing is at work under this address any more" in shown.words:
            break
        time.sleep(0.1)
    assert "Three percent" in shown.words and shown.source.count('href="/whatif/WI-') == 1
