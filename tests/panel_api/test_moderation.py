"""Moderation end to end on both databases: drawn, scored again unseen, compared, closed; and no decision is changed."""

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from engine.recording.records import Person as Someone
from panel_api import store
from panel_api.models import Base, Case, CaseReading, Party, SampleCase
from panel_api.store.viewer import LOCAL
from panel_api.views.scoring import without_names
from tests.panel_api.http_support import NOW, desk_of, row_counts
from tests.panel_api.moderating import LIGHT, STRANDS, asked, drawn_by, interest, moderated, scored
from tests.panel_api.pages_cases import decided
from tests.panel_api.pages_support import Form, Html, checked, counted, page, pressed, send
from tests.panel_api.signing_in import As, signed_in

EXAMPLE = {"talking": 3, "understanding": 2, "interaction": 2, "learning": 3, "skills": 2, "attention": 2,
           "relationships": 1, "feelings": 1, "senses": 1, "self_care": 1, "organisation": 2}  # fmt: skip


def rows(client: TestClient) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for moderation's own, who is signed in, and that somebody looked."""
    with desk_of(client).database.reading() as session:
        return {
            name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for name, table in sorted(Base.metadata.tables.items())
            if not name.startswith("moderation_") and name not in ("sign_ins", "log_lines", "chain_heads")
        }


def by_hand(who: As, address: str, **typed: Any) -> Any:
    """Send a form that no page showed."""
    (role,) = who.sessions
    return send(who, Form(address, "post", {"csrf": who.sessions[role][1]}), **typed)


def test_a_sample_is_drawn_scored_again_and_compared_and_no_decision_is_changed(client: TestClient) -> None:
    every = moderated(client)
    before = rows(client)
    assert len(before["cases"]) == 3 and before["records"], "there is something to change"
    for position in (1, 2, 3):
        for who in (every.member, every.caseworker):
            answer = scored(who, every.address, position, **EXAMPLE)
            assert answer.status_code == 303
    assert answer.headers["location"] == every.address, "after the last case there is no next"
    shown = page(every.officer, f"{every.address}/result").words
    assert "This changes no decision." in shown
    assert "6 finished scores of 3 cases" in shown
    assert "Scorer 1 3 0 " in shown and "Scorer 2 3 0 " in shown
    assert "Hearing – No figure 3 6 0 0" in shown, "nobody differs about hearing, and the first reading was the same"
    closed = pressed(every.officer, every.address, "/close")
    assert closed.title.startswith("What Autumn moderation shows")
    assert "You are Scorer 1." in page(every.member, f"{every.address}/result").words
    assert rows(client) == before


def test_agreement_is_between_scorers_and_beside_the_engine(sqlite_client: TestClient) -> None:
    every = moderated(sqlite_client)
    light = sqlite_client.get(f"/api/cases/{every.cases[0]}").json()["facts"]["talking"]
    for position in (1, 2):
        scored(every.member, every.address, position, **EXAMPLE)
    scored(every.caseworker, every.address, 1, **EXAMPLE)
    scored(every.caseworker, every.address, 2, **{**EXAMPLE, "talking": 4, "hearing": 2})
    shown = page(every.officer, f"{every.address}/result").words
    # Hearing: 0, 0 and 0, 2. One of two pairs differs: alpha is 1 - 3 (1 + 1) / (3 + 3) = 0.
    assert "Hearing 0.000 Weak: do not rely on it; few cases 2 3 1 0" in shown
    assert "Few cases: fewer than 20" in shown
    assert "All levels together 0." in shown and "rely on it; few cases 2 " in shown, "two cases, however many levels"
    assert "Band 3 and band 4: 1 time" in shown, "34 points and 8 more is band 4"
    assert light in (2, 3)


def test_a_scorer_is_shown_nothing_that_was_found(client: TestClient) -> None:
    every = moderated(client)
    scored(every.caseworker, every.address, 1, talking=4, words="A zebra.")
    found = page(every.member, f"{every.address}/cases/1")
    form = found.form("/cases/1")
    assert {form.fields.get(name, "") for name in STRANDS} == {""}, "no level is chosen beforehand"
    whole = found.source
    for secret in (
        *every.cases,
        "Robin",
        "Alex Example",
        "Invented Primary",
        "zebra",
        "£4,680",
        "Agree",
        "B801200005001",
    ):
        assert secret not in whole, secret
    assert "Band " not in found.words
    assert "Comes home tired" not in found.words and "comes home tired and cross" in found.words
    assert "[the child] comes home tired" in found.words, "the words of the family, without the name"
    assert "Seed" not in page(every.member, every.address).words, "nor how many of each band were drawn"
    assert "What does the school's costed provision plan" in found.words
    for hidden in ("EHC plan", "Section F", "diagnosis", "main type of need", "top-up is being paid"):
        assert hidden not in found.words, hidden


def test_scores_are_saved_come_back_and_can_be_changed_until_the_sample_is_closed(client: TestClient) -> None:
    every = moderated(client)
    address = f"{every.address}/cases/2"
    answer = scored(
        every.member, every.address, 2, then="save", talking=3, hearing="", words="Little is said of hearing."
    )
    assert answer.headers["location"] == every.address
    assert "Case 2: begun" in page(every.member, every.address).words
    form = page(every.member, address).form("/cases/2")
    assert (form.fields["talking"], form.fields["hearing"]) == ("3", "")
    assert form.fields["words"].strip() == "Little is said of hearing."
    assert "Nobody has finished a case yet" in page(every.officer, f"{every.address}/result").words
    answer = send(every.member, form, hearing="1", then="finish")
    assert answer.headers["location"] == f"{every.address}/cases/3", "on to the next case"
    assert "Little is said of hearing." in page(every.officer, f"{every.address}/result").words
    pressed(every.officer, every.address, "/close")
    late = checked(send(every.member, form, talking="0", then="finish"), 409)
    assert "closed and takes no more scores" in late.words
    assert late.form("/cases/2").fields["talking"] == "0", "what was chosen is still there"
    assert "Little is said of hearing." not in page(every.member, f"{every.address}/result").words


def test_what_cannot_be_saved_is_said_and_nothing_is_lost(sqlite_client: TestClient) -> None:
    every = moderated(sqlite_client)
    nothing = dict.fromkeys(STRANDS, "")
    found = checked(scored(every.member, every.address, 1, **nothing), 422)
    assert "Choose at least one level before you finish" in found.words
    forged = checked(scored(every.member, every.address, 1, talking=9, vision=3, words="Kept."), 422)
    assert forged.title.startswith("Error: Case 1 of 3")
    assert "Choose one of the levels listed" in forged.words
    assert forged.form("/cases/1").fields["vision"] == "3"
    assert "#f-talking-1" in forged.links
    unknown = checked(scored(every.member, every.address, 1, ehc_plan="1"), 422)
    assert "Nothing was saved" in unknown.words or "One thing is wrong" in unknown.words
    for position in ("0", "4", "x", "99999999999"):
        assert every.member.get(f"{every.address}/cases/{position}").status_code == 404
    assert row_counts(sqlite_client)["moderation_scores"] == 0


def test_who_has_an_interest_or_decided_is_left_out(client: TestClient) -> None:
    every = moderated(client)
    with desk_of(client).database.reading() as session:
        numbers = {each.position: each.case_id for each in session.scalars(select(SampleCase))}
    for position in (1, 2):
        scored(every.member, every.address, position, talking=2)
        scored(every.caseworker, every.address, position, talking=3)
    assert "4 finished scores" in page(every.officer, f"{every.address}/result").words
    interest(client, every.member, numbers[1])
    assert "3 finished scores" in page(every.officer, f"{every.address}/result").words, "it counts no more"
    assert "Case 1: not for you" in page(every.member, every.address).words
    assert every.member.get(f"{every.address}/cases/1").status_code == 404
    assert by_hand(every.member, f"{every.address}/cases/1", talking=1, then="finish").status_code == 404
    assert every.caseworker.get(f"{every.address}/cases/1").status_code == 200, "nobody else is left out"
    assert "left out of one" in page(every.officer, every.address).words


def test_who_had_opened_a_case_before_is_counted_as_not_blind(client: TestClient) -> None:
    every = moderated(client)
    (person,) = every.member.people.values()
    with desk_of(client).database.writing() as session:
        number = session.scalars(select(SampleCase.case_id).where(SampleCase.position == 2)).one()
        session.add(CaseReading(case_id=number, person_id=person.id, first_at=NOW, last_at=NOW, times=1))
    for position in (1, 2):
        scored(every.member, every.address, position, **EXAMPLE)
        scored(every.caseworker, every.address, position, **EXAMPLE)
    words = page(every.officer, f"{every.address}/result").words
    assert "Scorer 1 2 1 " in words and "Scorer 2 2 0 " in words


def test_who_may_see_what(sqlite_client: TestClient) -> None:
    every = moderated(sqlite_client)
    chair, other = signed_in(sqlite_client, "chair"), signed_in(sqlite_client, "caseworker")
    auditor = signed_in(sqlite_client, "auditor")
    for who in (chair, other):
        assert who.get(every.address).status_code == 404, "not drawn by them, and they are not asked to score it"
        assert who.get(f"{every.address}/cases/1").status_code == 404
        assert who.get(f"{every.address}/result.csv").status_code == 404
        assert "Autumn moderation" not in page(who, "/moderation").words
    for who in (auditor, signed_in(sqlite_client, "school", school="100000")):
        assert who.get("/moderation").status_code == 403
    assert every.member.get("/moderation/new").status_code == 403
    assert every.officer.get(f"{every.address}/cases/1").status_code == 404, "who keeps it is no scorer of it"
    assert every.member.get(f"{every.address}/result").status_code == 409, "while it is open"
    assert "Draw a sample" not in page(every.member, "/moderation").words
    assert "Ask these people" not in page(every.member, every.address).words
    asked(every.officer, every.address, every.member, every.caseworker, chair)
    assert by_hand(chair, f"{every.address}/close").status_code == 403, "asked to score is not to keep"


def test_a_keeper_who_scores_does_not_see_the_result_before_they_have_finished(sqlite_client: TestClient) -> None:
    every = moderated(sqlite_client)
    asked(every.officer, every.address, every.officer, every.member)
    assert every.officer.get(f"{every.address}/result").status_code == 409
    assert every.officer.get(f"{every.address}/result.csv").status_code == 409
    assert "kept from you until you have finished" in page(every.officer, every.address).words
    for position in (1, 2, 3):
        scored(every.officer, every.address, position, talking=1)
    assert every.officer.get(f"{every.address}/result").status_code == 200


def test_whoever_has_saved_a_score_stays_and_others_can_be_taken_off(client: TestClient) -> None:
    every = moderated(client)
    scored(every.member, every.address, 1, then="save", talking=1)
    third = signed_in(client, "panel_member")
    asked(every.officer, every.address, third)
    words = page(every.officer, every.address).words
    assert words.count("Scorer ") == 2, "the caseworker was taken off, the member stays"
    assert every.caseworker.get(every.address).status_code == 404
    assert "Case 1: begun" in page(every.member, every.address).words


def test_the_same_seed_draws_the_same_cases_and_a_form_sent_twice_draws_once(client: TestClient) -> None:
    for _ in range(5):
        decided(client)
    decided(client, facts=LIGHT)
    officer = signed_in(client, "senior_officer")
    first = drawn_by(officer, size=2, seed=11)
    again = drawn_by(officer, size=2, seed=11)
    with desk_of(client).database.reading() as session:
        found = session.scalars(select(SampleCase).order_by(SampleCase.id)).all()
    by_sample = [sorted(each.case_id for each in found if each.sample_id == number) for number in (1, 2)]
    assert by_sample[0] == by_sample[1] and len(by_sample[0]) == 2
    words = page(officer, first).words
    assert "Two of 6 cases decided from 1 September 2026 to 20 September 2026" in words
    assert ("Seed 11" in words and "2 1 1" in words) or "3 5 1" in words, "each band gives one"
    form = page(officer, "/moderation/new").form("/moderation")
    typed = {"title": "Once", "rulebook": "county_top_up", "from": "1/9/2026", "to": "20/9/2026"}
    places = {send(officer, form, **typed).headers["location"] for _ in range(2)}
    assert len(places) == 1
    assert row_counts(client)["moderation_samples"] == 3
    assert again != first


def test_a_form_that_cannot_be_drawn_from_says_why_and_keeps_what_was_typed(sqlite_client: TestClient) -> None:
    officer = signed_in(sqlite_client, "senior_officer")
    form = page(officer, "/moderation/new").form("/moderation")
    typed = {"title": "", "from": "soon", "to": "1/1/2026", "size": "many", "seed": "-1", "by": "colour"}
    found = checked(send(officer, form, **typed), 422)
    assert "There are 5 problems" in found.words
    again = found.form("/moderation").fields
    assert {name: again[name] for name in ("from", "size", "seed")} == {"from": "soon", "size": "many", "seed": "-1"}
    assert again["reference"] == form.fields["reference"]
    empty = checked(send(officer, form, title="None", **{"from": "1/1/2020", "to": "1/2/2020"}), 422)
    assert "no case that you may see was decided by this rulebook on these days" in empty.words
    assert row_counts(sqlite_client)["moderation_samples"] == 0


def test_a_chair_draws_only_from_the_cases_they_see(sqlite_client: TestClient) -> None:
    decided(sqlite_client)
    chair = signed_in(sqlite_client, "chair")
    form = page(chair, "/moderation/new").form("/moderation")
    found = send(chair, form, title="Mine", rulebook="county_top_up", **{"from": "1/9/2026", "to": "20/9/2026"})
    assert "no case that you may see" in checked(found, 422).words


def test_the_spreadsheet_holds_every_score_and_runs_no_formula(sqlite_client: TestClient) -> None:
    decided(sqlite_client)
    officer, member = signed_in(sqlite_client, "senior_officer"), signed_in(sqlite_client, "panel_member")
    address = drawn_by(officer, title="=HYPERLINK(1)", size=1)
    asked(officer, address, member)
    scored(member, address, 1, **EXAMPLE)
    answer = officer.get(f"{address}/result.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert lines[0] == ["Sample", "Case", "Scorer", "What was scored", "As first given", "As scored"]
    assert len(lines) == 1 + 16 + 1 + 1
    assert lines[1] == ["'=HYPERLINK(1)", "Case 1", "Scorer 1", "Making themselves understood", "3", "3"]
    assert lines[-2][3:] == ["The band they lead to", "3", "3"]
    assert lines[-1] == ["This changes no decision."]
    name = next(iter(member.people.values())).name
    assert name not in answer.text and "Robin" not in answer.text


def test_a_case_that_is_disposed_of_leaves_the_sample_whole(client: TestClient) -> None:
    every = moderated(client)
    for position in (1, 2, 3):
        scored(every.member, every.address, position, **EXAMPLE)
    with desk_of(client).database.writing() as session:
        number = session.scalars(select(SampleCase.case_id).where(SampleCase.position == 2)).one()
        reference = session.scalars(select(Case.reference).where(Case.id == number)).one()
        case = store.hold_case(session, LOCAL, reference)
        assert case is not None
        store.dispose_case(session, case, "date of birth + 31 years", Someone("officer", "T"), NOW)
    words = page(every.officer, f"{every.address}/result").words
    assert "2 finished scores of 2 cases" in words
    assert every.member.get(f"{every.address}/cases/2").status_code == 404
    assert "Case 3: finished" in page(every.member, every.address).words


def test_the_pages_cost_the_same_number_of_queries_however_many_scores_there_are(sqlite_client: TestClient) -> None:
    every = moderated(sqlite_client)

    def cost(who: Any, address: str) -> int:
        with counted(sqlite_client) as sent:
            Html(who.get(address).text)
        return len(sent)

    keeper = ["/moderation", every.address, f"{every.address}/result"]
    addresses = [(every.officer, each) for each in keeper]
    addresses += [(every.member, each) for each in (every.address, f"{every.address}/cases/1")]
    scored(every.member, every.address, 1, **EXAMPLE)
    before = [cost(*each) for each in addresses]
    for position in (1, 2, 3):
        scored(every.caseworker, every.address, position, **EXAMPLE)
    assert [cost(*each) for each in addresses] == before
    assert max(before) <= 17, before


def test_strata_are_bands_partnerships_and_areas_of_need(sqlite_client: TestClient) -> None:
    eased = dict.fromkeys(EXAMPLE, 0) | {"hearing": 4, "vision": 2, "sensory_report": "2026-05-01"}
    decided(sqlite_client), decided(sqlite_client, facts=eased, partnership="south")
    officer = signed_in(sqlite_client, "senior_officer")
    for by, parts in (
        ("none", ["All cases 2 2"]),
        ("partnership", ["north 1 1", "south 1 1"]),
        ("area", ["Communication and interaction 1 1", "Sensory and/or physical needs 1 1"]),
    ):
        words = page(officer, drawn_by(officer, by=by, size=2)).words
        assert all(part in words for part in parts), (by, words)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Robin's drawing shows robin and Mum.", "[the child]'s drawing shows [the child] and Mum."),
        ("Ms Alex Example and Alex agree.", "[a parent] and [a parent] agree."),
        ("At Invented Primary School, Robinson waits.", "At [the school], Robinson waits."),
        ("The county wrote to O'Neil.", "[someone] wrote to [a parent]."),
        ("Nothing (at all) is named.", "Nothing (at all) is named."),
    ],
)
def test_names_that_the_case_knows_are_taken_out_of_what_was_said(said: str, shown: str) -> None:
    parties = [
        Party(role="child", name="Robin Example"),
        Party(role="parent", name="Ms Alex Example"),
        Party(role="parent", name="Mr J. O'Neil"),
        Party(role="school", name="Invented Primary School"),
        Party(role="area", name="The county"),
        Party(role="parent", name=None),
    ]
    assert without_names(said, parties) == shown
