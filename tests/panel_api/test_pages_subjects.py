"""The pages of requests for what is held: drawn up, withheld, confirmed, taken away in three forms, and given."""

import hashlib
import io

import pypdf
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from panel_api.cli import run
from panel_api.models import LogLine, SubjectRequest
from tests.panel_api.http_support import desk_of
from tests.panel_api.letters_support import at_work, decided
from tests.panel_api.pages_support import Html, page, send
from tests.panel_api.signing_in import signed_in

TYPED = {
    "asker": "parent", "recipient": "Mr Birch, 3 Made Up Road", "asked_on": "14/9/2026", "words": "We met him.",
    "authority": "Sam cannot ask alone.",
}  # fmt: skip


def drawn_up(client: TestClient, case: str, **typed: str) -> Html:
    """The page of a request that was just drawn up by its form."""
    form = page(client, f"/cases/{case}/subject-access").form("/subject-access")
    with desk_of(client).database.reading() as session:
        from panel_api.models import Party

        father = session.scalar(select(Party.id).where(Party.name == "Mr Birch"))
    answer = send(client, form, **{**TYPED, "party": str(father), **typed})
    assert answer.status_code == 303, Html(answer.text).words[:1500]
    listed = page(client, answer.headers["location"])
    return page(client, next(each for each in listed.links if "/subject-access/" in each))


def test_the_whole_way(sqlite_client: TestClient) -> None:
    case, _ = decided(at_work(sqlite_client))
    client = signed_in(sqlite_client, "caseworker")
    shown = drawn_up(client, case)
    assert "Due on 14 October 2026" in shown.words and "What it would give today" in shown.words
    assert "The words get stuck." in shown.words and "Ms Alder" not in shown.words
    answer = send(client, shown.form("/withhold"), item="voices-1.words", why="privileged", words="Counsel wrote it.")
    assert answer.status_code == 303
    shown = page(client, answer.headers["location"])
    assert "The words get stuck." not in shown.words and "advice from a lawyer" in shown.words
    answer = send(client, shown.form("/confirm"))
    assert answer.status_code == 422 and "Tick that you have checked it" in answer.text
    sqlite_demo(sqlite_client)
    shown = page(client, send(client, Html(answer.text).form("/confirm"), checked="yes").headers["location"])
    assert "It is frozen" in shown.words
    files = {
        form: client.get(f"{shown.form('/give').action.removesuffix('give')}bundle.{form}")
        for form in ("html", "pdf", "json")
    }
    assert hashlib.sha256(files["json"].content).hexdigest() in shown.words
    read = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(files["pdf"].content)).pages)
    for text in (files["html"].text, files["json"].text, read):
        assert "What we hold" in text and "get stuck" not in text and "Alder" not in text and "Counsel" not in text
    assert all("attachment" in each.headers["Content-Disposition"] for each in files.values())
    given = page(client, send(client, shown.form("/give"), how="post").headers["location"])
    assert "Given on" in given.words
    with desk_of(sqlite_client).database.reading() as session:
        lines = session.scalars(select(LogLine.action).where(LogLine.log == "access").order_by(LogLine.sequence)).all()
    assert lines.count("disclosed") == 4 and "held_viewed" in lines


def sqlite_demo(client: TestClient) -> None:
    """From here on the invented letterhead will do, as in demo mode."""
    from dataclasses import replace

    app = client.app
    app.state.desk = replace(app.state.desk, settings=app.state.desk.settings.model_copy(update={"demo": True}))  # type: ignore[attr-defined]


def test_nothing_typed_is_lost_and_all_that_is_wrong_is_said_at_once(sqlite_client: TestClient) -> None:
    case, _ = decided(at_work(sqlite_client))
    client = signed_in(sqlite_client, "caseworker")
    form = page(client, f"/cases/{case}/subject-access").form("/subject-access")
    answer = send(client, form, **{**TYPED, "asked_on": "soon", "recipient": ""})
    found = Html(answer.text)
    assert answer.status_code == 422 and "Write to whom it is given" in found.words
    assert found.form("/subject-access").fields["authority"] == TYPED["authority"]


def test_what_somebody_else_did_first_is_said_and_the_words_are_kept(sqlite_client: TestClient) -> None:
    case, _ = decided(at_work(sqlite_client))
    client = signed_in(sqlite_client, "caseworker")
    shown = drawn_up(client, case)
    send(client, shown.form("/refuse"), words="Asked to annoy.")
    answer = send(client, shown.form("/withhold"), item="voices-1", why="other", words="My long reason.")
    assert answer.status_code in (409, 412) and "My long reason." in answer.text


def test_the_list_has_the_overdue_first_and_due_says_so(sqlite_client: TestClient) -> None:
    case, _ = decided(at_work(sqlite_client))
    client = signed_in(sqlite_client, "caseworker")
    assert "No request is open" in page(client, "/subject-access").words
    drawn_up(client, case)
    drawn_up(client, case, asked_on="1/3/2026")
    words = page(client, "/subject-access").words
    assert words.index("1 April 2026") < words.index("14 October 2026") and "Overdue" in words
    assert "1 overdue" in page(client, "/due").words


def test_only_those_who_answer_may_open_it(sqlite_client: TestClient) -> None:
    case, _ = decided(at_work(sqlite_client))
    for role, status in (("auditor", 403), ("chair", 403), ("senior_officer", 200)):
        assert signed_in(sqlite_client, role).get(f"/cases/{case}/subject-access").status_code == status


def test_the_command_writes_the_three_forms_of_a_confirmed_bundle(
    sqlite_client: TestClient, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    case, _ = decided(at_work(sqlite_client))
    client = signed_in(sqlite_client, "caseworker")
    shown = drawn_up(client, case)
    desk = desk_of(sqlite_client)
    with desk.database.reading() as session:
        asked = session.scalars(select(SubjectRequest)).one().reference
    url, folder = str(desk.settings.database_url), tmp_path_factory.mktemp("given") / "bundle"
    assert run(["subject-access", asked, str(folder), "--database", url]) == 2
    assert "not confirmed" in capsys.readouterr().err and not folder.exists()
    sqlite_demo(sqlite_client)
    send(client, shown.form("/confirm"), checked="yes")
    assert run(["subject-access", asked, str(folder), "--database", url]) == 0
    names = sorted(each.name for each in folder.iterdir())
    assert names == [f"what-we-hold-{asked}.{form}" for form in ("html", "json", "pdf")]
    with desk.database.reading() as session:
        row = session.scalars(select(SubjectRequest)).one()
        assert session.scalars(select(LogLine.subject).where(LogLine.action == "disclosed")).all() == [asked]
    assert hashlib.sha256((folder / names[1]).read_bytes()).hexdigest() == row.sha256
    assert run(["subject-access", "NONE-NONE", str(folder), "--database", url]) == 2
