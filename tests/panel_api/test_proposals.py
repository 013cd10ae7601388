"""Rulebooks are proposed by one person and answered by another; nothing typed is lost and nothing is adopted."""

import datetime as dt
import threading
from dataclasses import dataclass
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from panel_api.models import LogLine, Proposal
from panel_api.services import proposal_texts
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_support import Form, Html, checked, page, pressed, send
from tests.panel_api.signing_in import As, signed_in

LATER: Final = """        plus: refer
    - from: 2026-10-01
      source: foi
      by: [support_described]
      rows:
        ordinary: £0
        band_1: £1,600
        band_2: £3,100
        band_3: £4,700
        plus: refer
"""
"""What follows Devon's table so that band 3 is worth more from 1 October 2026."""
LATER_CASE: Final = """
  - name: Band 3 from October
    day: 2026-10-01
    facts: {support_described: band_3, reviewed: 2022-02-10}
    expect:
      status: settled
      outcome: {band: band_3, annual_top_up: £4700}
      rules: []
"""


@dataclass
class Office:
    """Two editors and a senior officer, and the form of a proposal that begins from Devon's rulebook."""

    editor: As
    other: As
    officer: As
    form: Form

    def typed(self, **changes: Any) -> dict[str, Any]:
        """A change that passes its check."""
        fields = self.form.fields
        return {
            "from_day": "1 October 2026",
            "words": "Band 3 does not pay for an assistant any more.",
            "promise": "none",
            "text": fields["text"].replace("        plus: refer\n", LATER, 1),
            "cases": fields["cases"] + LATER_CASE,
            **changes,
        }

    def line(self, words: str) -> int:
        """On which line of the changed text something stands first."""
        return next(number for number, line in enumerate(self.typed()["text"].splitlines(), 1) if words in line)

    def propose(self, **changes: Any) -> str:
        """Keep a proposal; its address."""
        fresh = page(self.editor, "/proposals/new?from=devon_bands").form("/proposals/new")
        answer = send(self.editor, fresh, **self.typed(**changes))
        assert answer.status_code == 303, Html(answer.text).words[:800]
        return str(answer.headers["location"])


def office(client: TestClient) -> Office:
    """The people, and the form."""
    people = [signed_in(client, role) for role in ("rulebook_editor", "rulebook_editor", "senior_officer")]
    return Office(*people, page(people[0], "/proposals/new?from=devon_bands").form("/proposals/new"))


def proposals(client: TestClient) -> list[Proposal]:
    """Every proposal kept."""
    with desk_of(client).database.reading() as session:
        return list(session.scalars(select(Proposal).order_by(Proposal.id)))


def acts(client: TestClient) -> list[str]:
    """What the log of changes says of proposals, in order."""
    with desk_of(client).database.reading() as session:
        lines = [line.stored.decode() for line in session.scalars(select(LogLine).order_by(LogLine.sequence))]
    return [line.split('"action":"proposal_')[1].split('"')[0] for line in lines if '"proposal_' in line]


def test_an_editor_proposes_and_another_person_supports(client: TestClient) -> None:
    who = office(client)
    assert "Nothing here yet. A proposal appears here when" in page(who.officer, "/proposals").words
    address = who.propose()
    shown = page(who.officer, address)
    assert (
        "A change to “devon_bands”, to be in force from 1 October 2026. Proposed by Test rulebook_editor" in shown.words
    )
    assert "Band 3 does not pay for an assistant any more." in shown.words
    assert "It passes. devon_bands: nothing is wrong. 8 cases hold" in shown.words
    assert "0 lines are taken out and 9 put in." in shown.words
    assert f"Put in {who.line('band_3: £4,700')} band_3: £4,700" in shown.words
    assert "As band 3 describes £4,500.00 £4,700.00" in shown.words, "and what changes in words"
    assert "It would also change what holds before that day." not in shown.words
    done = pressed(who.officer, address, "/answer", stage="supported", words="Read and agreed.")
    assert "Supported by you on 20 September 2026." in done.words
    assert "Supported is not adopted: a senior officer who did not propose it adopts it on its re-scoring" in done.words
    listed = page(who.editor, "/proposals").words
    assert "devon_bands 1 Oct 2026 You, 20 Sep 2026" in listed and "Supported Passes" in listed
    assert acts(client) == ["made", "supported"]
    shelf = desk_of(client).shelf
    assert "£4,700" not in shelf.texts("devon_bands").rulebook, "nothing is adopted by this"


def test_nobody_answers_their_own_in_the_form_the_service_or_the_database(client: TestClient) -> None:
    who = office(client)
    address = who.propose()
    own = page(who.editor, address)
    assert "This is your proposal" in own.words
    assert not [tag for tag in own.all("form") if tag["action"].endswith("/answer")]
    theirs = page(who.other, address).form("/answer")
    theirs.fields["csrf"] = who.editor.sessions["rulebook_editor"][1]
    answer = send(who.editor, theirs, stage="supported", words="Mine is best.")
    assert answer.status_code == 409
    assert "nobody answers their own proposal" in checked(answer, 409).words
    (row,) = proposals(client)
    assert row.stage == "proposed"
    with pytest.raises(IntegrityError), desk_of(client).database.writing() as session:
        session.execute(text("UPDATE proposals SET stage = 'supported', answered_by = proposed_by"))
    with pytest.raises(IntegrityError), desk_of(client).database.writing() as session:
        session.execute(text("UPDATE proposals SET stage = 'supported'"))


def test_what_fails_its_check_is_kept_with_its_places_and_cannot_be_supported(client: TestClient) -> None:
    who = office(client)
    broken = who.typed()["text"].replace("band_3: £4,700", "band_9: £4,700")
    address = who.propose(text=broken, words="Half written.")
    shown = page(who.other, address)
    assert f"rulebook.yaml, line {who.line('band_3: £4,700')}, column 9:" in shown.words
    assert "band_9: £4,700" in shown.all("pre")[0].text, "beside the line it stands on"
    form = shown.form("/answer")
    assert form.options["stage"] == ["sent_back"]
    refused = checked(send(who.other, form, stage="supported"), 409)
    assert "Its check does not pass" in refused.words
    assert page(who.editor, f"{address}/change").form("/change").fields["text"] == broken, "nothing typed is lost"
    mended = pressed(who.editor, f"{address}/change", "/change", text=who.typed()["text"])
    assert "It passes." in mended.words
    stale = send(who.other, form, stage="sent_back", words="Mend it.")
    assert "It was changed or answered while you had it open." in checked(stale, 412).words
    assert "Mend it." in stale.text, "what was typed is still there"
    assert pressed(who.other, address, "/answer", stage="supported").words.count("Supported by you")
    assert acts(client) == ["made", "changed", "supported"]


def test_without_cases_beside_it_the_check_fails(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    assert "no cases stand beside the rulebook" in page(who.editor, who.propose(cases=" ")).words


def test_a_form_that_cannot_be_kept_says_why_and_loses_nothing(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    bad = who.typed(
        name="Devon!", from_day="19 September 2026", words=" ", text="rulebook: <b>mine\n", taper_years="11"
    )
    again = checked(send(who.editor, who.form, **bad), 422)
    assert "There are 4 problems" in again.words
    for anchor in ("name", "from_day", "words", "taper_years"):
        assert f"#{anchor}" in again.links
    assert "This day is past: what was decided rests on the rulebook of its day." in again.words
    kept = again.form("/proposals/new").fields
    assert kept["text"] == "rulebook: <b>mine\n" and kept["cases"] == bad["cases"]
    assert kept["from_day"] == "19 September 2026"
    same = send(who.editor, who.form, words="No change.", from_day="20/9/2026")
    assert "This is what stands on the shelf." in checked(same, 422).words
    assert proposals(sqlite_client) == []
    soon = send(who.editor, who.form, **who.typed(from_day="20/9/2026"))
    assert soon.status_code == 303, "today is not past"


def test_a_long_rulebook_is_kept_whole_also_when_the_session_has_lapsed(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    long = who.typed(text=who.typed()["text"] + "# One of many comments: £.\n" * 7_000)
    assert len(long["text"]) > 190_000
    mine = who.form.fields["csrf"]
    who.form.fields["csrf"] = "of an earlier session"
    aside = send(who.editor, who.form, **long)
    form = page(who.editor, aside.headers["location"]).form("/send")
    assert form.fields["csrf"] == mine
    sent = send(who.editor, form)
    assert (sent.status_code, sent.headers["location"]) == (307, "/proposals/new")
    kept = send(who.editor, Form("/proposals/new", "post", form.fields))
    shown = page(who.other, kept.headers["location"])
    assert "The text is too long to be compared line by line." in shown.words
    (row,) = proposals(sqlite_client)
    assert row.text == long["text"]


def test_what_changes_the_past_too_is_said(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    text = who.form.fields["text"].replace("band_3: £4,500", "band_3: £4,700").replace(
        "then: ask\n", "then: flag\n").replace("More than band 3 describes\n", "Well beyond band 3\n")  # fmt: skip
    cases = who.form.fields["cases"].replace("£4500}", "£4700}")
    shown = page(who.officer, who.propose(text=text, cases=cases)).words
    line = text[: text.index("band_3: £4,700")].count("\n") + 1
    assert "It would also change what holds before that day. On 30 September 2026 already" in shown
    assert f"Taken out {line} band_3: £4,500 Put in {line} band_3: £4,700" in shown
    assert "Answer “plus” More than band 3 describes Well beyond band 3" in shown


def test_a_rulebook_may_begin_anew(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    assert "None of them: begin anew" in page(who.editor, "/proposals/new").words
    form = page(who.editor, "/proposals/new?from=anew").form("/proposals/new")
    assert form.fields["text"] == ""
    typed = who.typed()
    answer = send(
        who.editor, form, **{**typed, "name": "ours", "text": typed["text"].replace("devon_bands", "ours", 1)}
    )
    shown = page(who.other, answer.headers["location"])
    assert "A new rulebook, to be in force from 1 October 2026." in shown.words
    assert "It passes." in shown.words and "line by line" not in shown.words
    wrong = send(who.editor, form, **{**typed, "name": "others"})
    assert (
        "the rulebook is called `devon_bands` and its folder others" in page(who.other, wrong.headers["location"]).words
    )


def test_sent_back_needs_words_and_may_be_proposed_again(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    address = who.propose()
    form = page(who.other, address).form("/answer")
    asked = checked(send(who.other, form), 422)
    assert "Choose one: support it, or send it back." in asked.words
    asked = checked(send(who.other, form, stage="sent_back"), 422)
    assert "Say what should be different." in asked.words
    done = pressed(who.other, address, "/answer", stage="sent_back", words="Cost it first.")
    assert "Sent back by you" in done.words and "Cost it first." in done.words
    late = send(who.other, form, stage="supported")
    assert late.status_code == 412
    refused = page(who.editor, f"{address}/change", 409)
    assert "only while it has no answer" in refused.words
    onwards = next(link for link in page(who.editor, address).links if "new?from=P-" in link)
    again = page(who.editor, onwards).form("/proposals/new").fields
    assert "£4,700" in again["text"] and again["begun_from"] == "devon_bands" and "version" not in again


def test_how_falls_are_softened_is_kept_and_said(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    address = who.propose(hold="yes", taper_years="3")
    said = "No award in payment falls before its review, and a fall comes in 3 equal yearly parts."
    assert said in page(who.other, address).words
    again = page(who.editor, f"{address}/change").form("/change").fields
    assert (again["hold"], again["taper_years"], again["most_fall_percent"]) == ("yes", "3", "")


def test_only_the_proposer_withdraws(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    address = who.propose()
    form = page(who.editor, address).form("/withdraw")
    for another, status in ((who.other, 409), (who.officer, 403)):
        (session,) = another.sessions.values()
        taken = Form(form.action, form.method, {**form.fields, "csrf": session[1]})
        assert send(another, taken).status_code == status
    assert page(who.other, f"{address}/change", 409)
    assert "Withdrawn on 20 September 2026." in pressed(who.editor, address, "/withdraw").words
    assert acts(sqlite_client) == ["made", "withdrawn"]


def test_each_act_is_once_on_a_double_press(client: TestClient) -> None:
    who = office(client)
    form = page(who.editor, "/proposals/new?from=devon_bands").form("/proposals/new")
    got: list[Any] = []
    presses = [threading.Thread(target=lambda: got.append(send(who.editor, form, **who.typed()))) for _ in range(2)]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    assert [answer.status_code for answer in got] == [303, 303]
    assert len({answer.headers["location"] for answer in got}) == 1
    assert len(proposals(client)) == 1
    address = got[0].headers["location"]
    change = page(who.editor, f"{address}/change").form("/change")
    twice = [send(who.editor, change, words="Said better.") for _ in range(2)]
    reply = page(who.officer, address).form("/answer")
    twice += [send(who.officer, reply, stage="supported") for _ in range(2)]
    assert [answer.status_code for answer in twice] == [303] * 4
    assert acts(client) == ["made", "changed", "supported"]


def test_a_check_that_takes_too_long_is_a_problem_and_no_server_error(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = office(sqlite_client)
    monkeypatch.setattr(proposal_texts, "check_apart", lambda folder: proposal_texts_real(folder, 0))
    shown = page(who.editor, who.propose())
    assert "the check was not finished in 0 seconds." in shown.words


def proposal_texts_real(folder: Any, seconds: int) -> Any:
    """The real check, with another limit."""
    from engine.proof.apart import check_apart

    return check_apart(folder, seconds)


@pytest.mark.parametrize(
    "typed",
    ["", "a", "\t", "- [", "rulebook: &a [*a]", "a: &x {b: *x}", "{" * 3000, "x: " + "(" * 5000, '"\\ud800": "\\0"',
     "rulebook: \u2028\u0085", "%TAG ! tag:x\n---\n!a b", "\ufeffrulebook: bom", "é\r\nrulebook: x\r"],
)  # fmt: skip
def test_whatever_is_typed_is_answered(sqlite_client: TestClient, typed: str) -> None:
    who = office(sqlite_client)
    answer = send(who.editor, who.form, **who.typed(text=typed or " ", cases=typed))
    assert answer.status_code in (303, 422)
    if answer.status_code == 303:
        page(who.officer, answer.headers["location"])
        page(who.editor, f"{answer.headers['location']}/change")


def test_words_that_no_page_can_show_are_refused_by_the_check(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    text = who.typed()["text"].replace("says: Band}", 'says: "Band \\ud800"}', 1)
    shown = page(who.officer, who.propose(text=text))
    assert "the character 0xd800 cannot stand here" in shown.words


def test_the_files_can_be_taken_as_they_are(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    address = who.propose()
    taken = who.officer.get(f"{address}/rulebook.yaml")
    assert taken.text == who.typed()["text"]
    assert taken.headers["content-disposition"] == 'attachment; filename="rulebook.yaml"'
    assert who.officer.get(f"{address}/cases.yaml").text == who.typed()["cases"]
    assert who.officer.get(f"{address}/else.yaml").status_code == 404


def test_a_proposal_waits_no_longer_than_its_day_and_its_vocabulary(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    address = who.propose()
    with desk_of(sqlite_client).database.writing() as session:
        session.execute(text("UPDATE proposals SET from_day = :day").bindparams(day=dt.date(2026, 9, 19)))
    assert "It was to be in force from 19 September 2026, which is past" in page(who.officer, address).words
    with desk_of(sqlite_client).database.writing() as session:
        session.execute(text("UPDATE proposals SET vocabulary = 'other', from_day = '2026-10-01'"))
    assert "The vocabulary it was checked with is not the one on the shelf any more" in page(who.officer, address).words
    mended = pressed(who.editor, f"{address}/change", "/change")
    assert "This is your proposal" in mended.words
    assert "cannot be supported" not in page(who.officer, address).words
