"""Deciding and committing are one: what a decision takes of an account, what it is refused for, what is kept of it."""

import datetime as dt
from typing import Any

import pytest
from fastapi.testclient import TestClient

from panel_api import services
from panel_api.errors import Trouble
from panel_api.schemas_hanging import Link, NewDay
from panel_api.services import Desk, WentUp, posting, record_days
from panel_api.services.links import link
from tests.panel_api.deciding_support import chair, decide, decided, officer, reopened, sent, waiting
from tests.panel_api.http_support import a_decision, post, problem, recommended, row_counts, taken_in
from tests.panel_api.money_support import NORTH, PART_YEAR, awards_of, commits, figures, sealed, with_accounts
from tests.panel_api.pages_support import checked, page, send

STATUTORY = "plans_mainstream"


def refused(desk: Desk, reference: str, kind: str = "agree", **changes: Any) -> Trouble:
    """The refusal of a decision."""
    with pytest.raises(Trouble) as found:
        decide(desk, reference, sent(kind, **changes))
    return found.value


def test_an_award_takes_its_part_of_this_year_and_is_a_first_call_on_the_next(client: TestClient) -> None:
    desk, reference = with_accounts(client), waiting(client)
    done = decided(officer(client), reference, "agree")
    assert (figures(desk).committed, figures(desk, year=2027).called) == (PART_YEAR, 468_000)
    clear, opened = sealed(desk, done.link.sequence)
    assert (clear["account"], clear["year"], clear["statutory"]) == (NORTH, 2026, False)
    assert opened["/budget/figures"] == {
        "before": "100000.00",
        "this_year": "2474.63",
        "released": "0.00",
        "after": "97525.37",
        "other_years": {"2027": "4680.00"},
        "elsewhere": {},
    }
    assert clear["award"] == awards_of(desk, reference)[0].reference
    [entry] = commits(desk)
    assert (entry.decision_id, entry.pence) == (done.decision.id, PART_YEAR)
    assert services.verify_records(desk)[0].holds
    assert services.replay_record(desk, done.link.sequence).verdict == "same"


def test_without_open_accounts_a_decision_moves_no_money_and_says_so(sqlite_client: TestClient) -> None:
    desk, reference = officer(sqlite_client), waiting(sqlite_client)
    done = decided(desk, reference, "agree")
    assert sealed(desk, done.link.sequence) == (None, {}) and done.budget is None
    assert awards_of(desk, reference) == []


def test_the_second_decision_on_the_last_money_is_told_the_new_figures(client: TestClient) -> None:
    desk, first, second = with_accounts(client, PART_YEAR + 100_000), waiting(client), waiting(client)
    decided(officer(client), first, "agree")
    before = row_counts(client)
    answer = post(client, f"/api/cases/{second}/decisions", a_decision(uncommitted_seen="3474.63"), If_Match='"3"')
    assert answer.status_code == 409
    told = problem(answer)
    assert told["money"]["before"] == "1000.00" and told["money"]["seen"] == "3474.63"
    assert told["money"]["short"] == {"2026": "1474.63"}
    assert "There is £1,000 uncommitted" in told["detail"] and "When you looked, it was £3,474.63" in told["detail"]
    assert "The band stands" in told["detail"]
    assert row_counts(client) == before and figures(desk).uncommitted == 100_000


def test_each_way_on_is_costed_and_the_earliest_start_is_the_earliest_that_fits(client: TestClient) -> None:
    with_accounts(client, 100_000)
    chosen, reference = officer(client), waiting(client)
    ways = {each["choice"]: each for each in refused(chosen, reference).more["money"]["choices"]}  # type: ignore[index]
    assert list(ways) == ["start_later", "virement", "later_panel", "not_agreed"]
    assert ways["virement"] == {
        "choice": "virement",
        "this_year": "2474.63",
        "other_years": {"2027": "4680.00"},
        "short": "1474.63",
        "year": 2026,
        "taker": NORTH,
    }
    start = dt.date.fromisoformat(ways["start_later"]["from"])
    early = start - dt.timedelta(days=1)
    assert refused(chosen, reference, "agree_later", **{"from": early.isoformat()}).kind == "conflict"
    done = decided(chosen, reference, "agree_later", **{"from": start.isoformat()})
    assert done.budget is not None and done.budget.this_year == ways["start_later"]["this_year"]


def test_what_law_requires_is_committed_to_the_county_and_may_overspend(client: TestClient) -> None:
    desk, reference = with_accounts(client, 1), waiting(client, "annual_review")
    done = decided(officer(client), reference, "secure_section_f")
    found = figures(desk, STATUTORY)
    assert found.committed > 0 and found.uncommitted == -found.committed
    assert figures(desk).committed == 0
    clear, _ = sealed(desk, done.link.sequence)
    assert clear["statutory"] is True and "law requires" in clear["consent"]["words"]


def test_with_a_plan_it_begins_when_the_duty_began_and_not_when_the_panel_sat(sqlite_client: TestClient) -> None:
    desk, reference = with_accounts(sqlite_client), waiting(sqlite_client, "annual_review")
    with desk.database.writing() as session:
        record_days.record_day(
            session, desk, reference, NewDay.model_validate({"kind": "final_sent", "day": "2026-09-02"})
        )
    decided(officer(sqlite_client), reference, "secure_section_f")
    assert figures(desk, STATUTORY).committed == (900_000 * 211 * 2 + 365) // 730, "2 September to 31 March: 211 days"


def test_a_child_with_a_plan_is_the_county_s_to_pay_for_in_any_case(sqlite_client: TestClient) -> None:
    desk = with_accounts(sqlite_client, 1)
    plan = {"ehc_plan": True, "section_f": "costed", "section_f_cost": "4000.00", "present_award": "none"}
    reference = waiting(sqlite_client, **plan)
    decided(officer(sqlite_client), reference, "agree")
    assert figures(desk, STATUTORY).committed == PART_YEAR and figures(desk).committed == 0


def test_that_nobody_knows_of_a_plan_is_not_no_plan(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    reference = taken_in(sqlite_client)
    unanswered = {"facts": {}, "unanswered": ["ehc_plan"]}
    changed = sqlite_client.patch(f"/api/cases/{reference}", json=unanswered, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    for step in ("assessments", "recommendations"):
        assert post(sqlite_client, f"/api/cases/{reference}/{step}", {}).status_code == 201
    found = refused(officer(sqlite_client), reference)
    assert [str(each.where) for each in found.problems] == ["facts.ehc_plan"]


def test_consent_is_asked_above_the_standing_one_and_kept(client: TestClient) -> None:
    desk, low, high = with_accounts(client), waiting(client), waiting(client)
    chosen = officer(client)
    decided(chosen, low, "agree")
    assert [str(each.where) for each in refused(chosen, high, "exceptional_award").problems] == [
        "consent_by", "consent_words",
    ]  # fmt: skip
    consent = {"consent_by": "Chair of north", "consent_words": "By telephone on 18 September 2026."}
    done = decided(chosen, high, "exceptional_award", **consent)
    standing, given = commits(desk)
    assert standing.consent_by is None and "up to £10,000 a year" in str(standing.consent_words)
    assert (given.consent_by, given.consent_words) == tuple(consent.values())
    clear, opened = sealed(desk, done.link.sequence)
    assert set(clear["consent"]) == {"by", "words"} and "Chair of north" not in str(clear)
    assert opened["/budget/consent/by"] == "Chair of north"


def test_no_partnership_is_asked_about_what_law_requires(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    reference = waiting(sqlite_client, "annual_review")
    consent = {"consent_by": "Chair of north", "consent_words": "Agreed."}
    found = refused(officer(sqlite_client), reference, "secure_section_f", **consent)
    assert [str(each.where) for each in found.problems] == ["consent_by", "consent_words"]


def test_money_that_moved_and_still_fits_is_kept_before_and_after(sqlite_client: TestClient) -> None:
    desk, first, second = with_accounts(sqlite_client), waiting(sqlite_client), waiting(sqlite_client)
    chosen = officer(sqlite_client)
    decided(chosen, first, "agree")
    done = decided(chosen, second, "agree", uncommitted_seen="100000.00")
    found = sealed(desk, done.link.sequence)[1]["/budget/figures"]
    assert (found["seen"], found["before"]) == ("100000.00", "97525.37")


def test_a_correction_settles_to_the_difference(client: TestClient) -> None:
    desk, reference = with_accounts(client), waiting(client)
    chosen = officer(client)
    first = decided(chosen, reference, "agree").decision.id
    assert reopened(chosen, reference) == "recommended"
    decided(chosen, reference, "agree_another_band", corrects=first)
    assert figures(desk).uncommitted == 10_000_000 - (742_000 * 193 * 2 + 365) // 730
    second = awards_of(desk, reference)[-1]
    assert second.band == "4"
    with desk.database.reading() as session:
        latest = services.find_case(session, desk, reference)
        decision = services.held(session, desk, latest).decisions[0].id
    reopened(chosen, reference)
    decided(chosen, reference, "not_agreed", corrects=decision)
    assert figures(desk).uncommitted == 10_000_000 and figures(desk, year=2027).called == 0


def test_a_linked_case_s_award_is_replaced_and_its_money_given_back(client: TestClient) -> None:
    desk, old, new = with_accounts(client), waiting(client), waiting(client, "annual_review", present_award="4680.00")
    chosen = officer(client)
    decided(chosen, old, "agree")
    with desk.database.writing() as session:
        link(session, desk, old, Link(other=new, why="One child"))
    done = decided(chosen, new, "secure_section_f")
    assert figures(desk).uncommitted == 10_000_000, "the partnership pays for it no more"
    assert sealed(desk, done.link.sequence)[1]["/budget/figures"]["elsewhere"] == {NORTH: "2474.63"}


def test_a_plan_that_is_to_cease_is_paid_for_until_it_ends(sqlite_client: TestClient) -> None:
    desk, reference = with_accounts(sqlite_client), waiting(sqlite_client, "annual_review")
    chosen = officer(sqlite_client)
    decided(chosen, reference, "secure_section_f")
    committed = figures(desk, STATUTORY).committed
    reopened(chosen, reference)
    decided(chosen, reference, "cease", until="2026-12-31")
    assert figures(desk, STATUTORY).released == committed - (900_000 * 103 * 2 + 365) // 730


def test_the_case_in_no_partnership_has_no_budget_to_use(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    reference, _ = recommended(sqlite_client, partnership=None)
    assert [str(each.where) for each in refused(officer(sqlite_client), reference).problems] == ["partnership"]


def test_nothing_is_left_of_a_decision_that_fails_at_its_seal(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, reference = with_accounts(client), waiting(client)
    chosen, before = officer(client), row_counts(client)

    def stopped(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("panel_api.store.append_record", stopped)
    with pytest.raises(OSError, match="full"):
        decide(chosen, reference, sent("agree"))
    assert {**row_counts(client), "people": 0} == {**before, "people": 0}
    assert figures(desk).committed == 0


def test_what_goes_up_commits_nothing_and_keeps_who_consented(sqlite_client: TestClient) -> None:
    desk, reference = with_accounts(sqlite_client), waiting(sqlite_client)
    consent = {"consent_by": "Chair of north", "consent_words": "At their meeting."}
    put = decide(chair(sqlite_client, reference), reference, sent("exceptional_award", amount="21000.00", **consent))
    assert isinstance(put, WentUp) and figures(desk).committed == 0
    form = page(sqlite_client, f"/cases/{reference}").form("/decide")
    assert form.fields["consent_by"] == "Chair of north", "the officer sees what was written"
    done = decided(officer(sqlite_client), reference, "exceptional_award", amount="21000.00", **consent)
    assert done.budget is not None and done.budget.consent_by == "Chair of north"
    assert awards_of(desk, reference)[0].priced == "individual"


def test_what_was_paid_is_not_taken_back_by_a_later_no(sqlite_client: TestClient) -> None:
    desk, reference = with_accounts(sqlite_client), waiting(sqlite_client)
    chosen = officer(sqlite_client)
    first = decided(chosen, reference, "agree").decision.id
    with desk.database.writing() as session:
        account = posting.account_of(session, NORTH).id
        posting.pay(session, desk, account, 2026, 1_000, dt.date(2026, 9, 20), awards_of(desk, reference)[0].id, "Paid")
    reopened(chosen, reference)
    decided(chosen, reference, "not_agreed", corrects=first)
    found = figures(desk)
    assert (found.paid, found.committed - found.released) == (1_000, 1_282), "today, 20 September, is the last day"


def test_a_form_asks_for_consent_beside_its_field(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    form = page(sqlite_client, f"/cases/{waiting(sqlite_client)}").form("/decide")
    sent_again = send(
        sqlite_client, form, kind="exceptional_award", amount_exceptional_award="12,000", words="They need it.",
        reason_exceptional_award="beyond_the_bands", consent_words="By letter.",
    )  # fmt: skip
    found = checked(sent_again, 422)
    assert "Write who consented to the use of the partnership's money, such as its chair." in found.words
    assert "#consent_by" in found.links and found.form("/decide").fields["consent_words"] == "By letter."
