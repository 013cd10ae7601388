"""Re-scoring and adopting by their pages: the figure is shown before anything is adopted, and what is missing said."""

import time

import pytest
from fastapi.testclient import TestClient

from panel_api.cli import run
from panel_api.pages import rescorings
from tests.panel_api.adopting_support import BOOK, dearer
from tests.panel_api.http_support import desk_of, taken_in
from tests.panel_api.pages_support import checked, page, pressed, send
from tests.panel_api.signing_in import As, signed_in


def put_forward(client: TestClient, editor: As, officer: As, day: str = "21 September 2026") -> str:
    """A dearer band 3, proposed and supported; the proposal's address."""
    texts = dearer(desk_of(client).shelf)
    form = page(editor, f"/proposals/new?from={BOOK}").form("/proposals/new")
    typed = {
        "text": texts.rulebook,
        "cases": texts.cases,
        "words": "A test of drift.",
        "from_day": day,
        "promise": "none",
    }
    address = str(send(editor, form, **typed).headers["location"])
    assert "not yet; the caseload is worked out by its exact text first" in page(editor, address).words
    pressed(officer, address, "/answer", stage="supported", words="Read.")
    return address


def test_a_drift_on_a_quarter_of_the_caseload_is_shown_before_anybody_adopts(sqlite_client: TestClient) -> None:
    """Staffordshire moved a quarter of its pupils on to a tool whose average rose, and nobody had re-scored before."""
    taken_in(sqlite_client)
    for _ in range(3):
        taken_in(sqlite_client, facts={"learning": 4, "skills": 4, "attention": 4, "self_care": 4})
    editor, officer = signed_in(sqlite_client, "rulebook_editor"), signed_in(sqlite_client, "senior_officer")
    auditor = signed_in(sqlite_client, "auditor")
    assert "Nothing was adopted yet" in page(auditor, "/adoptions").words
    address = put_forward(sqlite_client, editor, officer)
    scored = pressed(officer, f"{address}/rescoring", "/rescoring", from_day="21 September 2026")
    assert "Of 4 open cases, 4 have an amount by both texts." in scored.words
    assert "goes up by £421" in scored.words and "1 rises (25.0 in 100), 0 fall." in scored.words
    assert "Awards rising 1 25.0 £421.00 £421.00" in scored.words, scored.words
    assert "north £38,130.00 £38,551.00 £421.00" in scored.words, "by the account that would bear it"
    assert "Nobody has written what this means for groups of people." in scored.words
    pressed(officer, f"{address}/equality", "/equality", about="", words="It pays for hours, whoever is helped.")
    again = page(officer, str(scored.form("/adopt").action).removesuffix("/adopt"))
    assert "Nobody has written" not in again.words
    assert "£421.00" in page(editor, str(scored.form("/adopt").action).removesuffix("/adopt")).words
    for_editor = page(editor, str(scored.form("/adopt").action).removesuffix("/adopt"))
    assert not [tag for tag in for_editor.all("form") if tag["action"].endswith("/adopt")]
    before = page(editor, address)
    heads = [
        before.words.index(words) for words in ("What changes, in words", "What it promises", "On the way to being")
    ]
    assert heads == sorted(heads), "what changes is read first"
    assert "Adopting this would cost £421 a year more" in before.words
    refused = checked(send(officer, scored.form("/adopt"), words=""), 422)
    assert "Nothing was adopted." in refused.words
    answer = send(officer, refused.form("/adopt"), words="Agreed by the schools forum on 14 September.")
    assert answer.status_code == 303
    assert "Adopted on this by" in page(officer, answer.headers["location"]).words
    assert "in force from 21 September 2026, record 2" in page(officer, address).words
    listed = page(auditor, "/adoptions").words
    assert "21 September 2026; to come" in listed and "Agreed by the schools forum" in listed
    assert desk_of(sqlite_client).shelf.book(BOOK).text == desk_of(sqlite_client).shelf.folder_texts(BOOK).rulebook
    history = page(editor, f"/rulebooks/{BOOK}/history").words
    assert "A new text, adopted: record 2. Agreed by the schools forum" in history


def test_a_form_sent_twice_is_re_scored_once_and_a_wrong_day_is_told_at_its_field(sqlite_client: TestClient) -> None:
    editor, officer = signed_in(sqlite_client, "rulebook_editor"), signed_in(sqlite_client, "senior_officer")
    address = put_forward(sqlite_client, editor, officer)
    form = page(officer, f"{address}/rescoring").form("/rescoring")
    first, second = (send(officer, form).headers["location"] for _ in range(2))
    assert first == second
    for day in ("20 September 2026", "soon"):
        refused = checked(send(officer, page(officer, f"{address}/rescoring").form("/rescoring"), from_day=day), 422)
        assert "Write a day such as 1/4/2027" in refused.words
    taken_in(sqlite_client)
    assert "stale: 1 case is open now that it does not have" in page(officer, address).words
    stale = page(officer, first)
    assert "It cannot be adopted on this re-scoring: 1 case is open now that it does not have." in stale.words


def test_an_earlier_text_is_put_back_from_the_history_by_another_officer(sqlite_client: TestClient) -> None:
    editor, officer, other = (
        signed_in(sqlite_client, role) for role in ("rulebook_editor", "senior_officer", "senior_officer")
    )
    put_back = f"/rulebooks/{BOOK}/put-back"
    assert "One text alone has been in force." in page(officer, put_back).words
    address = put_forward(sqlite_client, editor, officer, "20 September 2026")
    scored = pressed(officer, f"{address}/rescoring", "/rescoring")
    assert send(officer, scored.form("/adopt"), words="Agreed.").status_code == 303
    assert "This text was adopted on 20 September 2026" in page(editor, f"/rulebooks/{BOOK}").words
    assert "The folder of rulebooks holds another text than was adopted." in page(editor, f"/rulebooks/{BOOK}").words
    assert "The folder of rulebooks holds another text" in page(officer, "/adoptions").words
    asked = send(officer, page(officer, put_back).form("/put-back"), from_day="21 September 2026")
    back_at = asked.headers["location"]
    back = page(officer, back_at)
    assert "You had this text re-scored, and another person puts it back." in back.words
    answer = send(other, page(other, back_at).form("/adopt"), words="It had drifted.")
    assert "Put back on this by" in page(other, answer.headers["location"]).words
    assert "an earlier one put back. It had drifted." in page(editor, f"/rulebooks/{BOOK}/history").words


def test_a_large_caseload_is_worked_out_beside_the_requests(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(sqlite_client)
    monkeypatch.setattr(rescorings, "MOST_AT_ONCE", 0)
    editor, officer = signed_in(sqlite_client, "rulebook_editor"), signed_in(sqlite_client, "senior_officer")
    address = put_forward(sqlite_client, editor, officer)
    asked = send(officer, page(officer, f"{address}/rescoring").form("/rescoring"))
    assert asked.headers["location"] == f"{address}/rescoring?begun=1"
    ends = time.monotonic() + 60
    while "as of 21 September 2026: 1 case" not in (done := page(officer, asked.headers["location"]).words):
        assert time.monotonic() < ends, done
        assert "A re-scoring is at work: " in done and "Look again" in done
        time.sleep(0.05)


def test_the_commands_re_score_a_proposal_and_list_what_was_adopted(
    sqlite_client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    taken_in(sqlite_client)
    url = ["--database", desk_of(sqlite_client).settings.database_url]
    editor, officer = signed_in(sqlite_client, "rulebook_editor"), signed_in(sqlite_client, "senior_officer")
    address = put_forward(sqlite_client, editor, officer, "1 April 2099")
    proposal = address.removeprefix("/proposals/")
    assert run(["adoptions", *url]) == 0
    assert "Nothing was adopted" in capsys.readouterr().out
    assert run(["rescore", proposal, "--as-of", "soon", *url]) == 2
    assert run(["rescore", proposal, "--as-of", "2099-03-31", *url]) == 2
    assert "this is earlier than was proposed" in capsys.readouterr().err
    assert run(["rescore", "P-NONE", *url]) == 2
    assert run(["rescore", proposal, *url]) == 0
    told = capsys.readouterr().out
    assert "Adopting this would cost £421 a year more (9%): 1 award rises, 0 fall and 0 cases change band." in told
    assert "Of 1 open cases, 1 has an amount by both texts. Their cost a year goes up by £421 (9.0 in 100)" in told
    assert told[:10].rstrip(":") in page(officer, f"{address}/rescoring").words
