"""As a careful clerk would expect: two at one case, a form sent twice, more than the chair may, less than now."""

import pytest
from fastapi.testclient import TestClient

from engine.law.bases import kinds_for
from tests.panel_api.deciding_support import chairing
from tests.panel_api.http_support import row_counts
from tests.panel_api.pages_cases import DECISION, PLAN, decided, record_of, waiting
from tests.panel_api.pages_support import Form, checked, page, pressed, send
from tests.panel_api.signing_in import signed_in

FOUR: dict[str, str] = {
    "kind": "agree_another_band",
    "reason_agree_another_band": "need_greater",
    "band_agree_another_band": "4",
    "amount_agree_another_band": "7420",
}
DAYS = {"from_agree_for_a_time": "1 October 2026", "until_agree_for_a_time": "21/7/2027"}
KINDS_SENT: dict[str, dict[str, str]] = {
    "agree_for_a_time": {"reason_agree_for_a_time": "need_changing", **DAYS},
    "exceptional_award": {"reason_exceptional_award": "beyond_the_bands", "amount_exceptional_award": "12,000"},
    "not_agreed": {"reason_not_agreed": "another_route", "attested": "yes"},
    "withdrawn": {"reason_withdrawn": "asker_withdrew"},
}


@pytest.mark.parametrize("kind", KINDS_SENT)
def test_a_double_submit_and_the_back_button_decide_once(sqlite_client: TestClient, kind: str) -> None:
    """The same form sent twice leads to the same place; sent again after a look back it does so too."""
    client, address = sqlite_client, waiting(sqlite_client)
    form = page(client, address).form("/decide")
    typed = {**DECISION, "kind": kind, **KINDS_SENT[kind]}
    twice = [send(client, form, **typed) for _ in range(2)]
    page(client, address)
    twice.append(send(client, form, **typed))  # the back button shows the form as it was, old version and all
    assert {(each.status_code, each.headers["location"]) for each in twice} == {(303, f"{address}#decided")}
    assert row_counts(client)["decisions"] == 1
    other = checked(send(client, form, **{**typed, "words": "Something else."}), 412)
    assert "Someone changed this first" in other.words
    assert row_counts(client)["decisions"] == 1


def test_two_browsers_deciding_one_case(sqlite_client: TestClient) -> None:
    """One wins; the other sees what was decided, by whom by role, and keeps what they had written."""
    client, address = sqlite_client, waiting(sqlite_client)
    chair = chairing(client, address.rpartition("/")[2])
    mine, theirs = page(chair, address).form("/decide"), page(client, address).form("/decide")
    assert send(client, theirs, **DECISION).status_code == 303
    typed = {**DECISION, **FOUR, "words": "The afternoons are harder."}
    found = checked(send(chair, mine, **typed), 412)
    assert "decided by a senior officer (agreed as recommended, band 3, £4,680 a year)" in found.words
    for written in ("Agree another band or amount", "7420", "The afternoons are harder."):
        assert written in found.words
    assert row_counts(client)["decisions"] == 1


def test_an_award_above_the_chairs_limit_goes_up_with_everything_typed(sqlite_client: TestClient) -> None:
    client, address = sqlite_client, waiting(sqlite_client)
    chair = chairing(client, address.rpartition("/")[2])
    form = page(chair, address).form("/decide")
    assert (
        "to £15,000 a year. Above that, what you write here goes up to a senior officer." in page(chair, address).words
    )
    typed = {"kind": "exceptional_award", **KINDS_SENT["exceptional_award"], "amount_exceptional_award": "21,000"}
    typed |= {"words": "Two adults are needed all day."}
    answers = [send(chair, form, **typed) for _ in range(2)]
    assert [each.headers["location"] for each in answers] == [f"{address}#decide"] * 2
    assert row_counts(client)["put_up"] == 1, "sent twice, it goes up once"
    seen = page(chair, address)
    assert "This has gone up to a senior officer." in seen.words and "Nothing is decided yet." in seen.words
    listed = page(client, "/going-up")
    assert address in listed.links and "£21,000.00" in listed.words
    offered = page(client, address).form("/decide")
    kept = {name: offered.fields[name] for name in typed}
    assert kept == {**typed, "amount_exceptional_award": "21000.00"}
    assert send(client, offered).status_code == 303, "the officer decides what the chair wrote, as it stands"
    assert "Exceptional award" in page(client, address).words
    assert address not in page(client, "/going-up").links


def test_less_than_now_with_a_plan_is_refused_without_an_amended_plan(sqlite_client: TestClient) -> None:
    facts = {**PLAN["facts"], "section_f": "costed", "section_f_cost": "5000.00", "present_award": "6000.00"}
    client, address = sqlite_client, waiting(sqlite_client, **{**PLAN, "facts": facts})
    shown = page(client, address)
    assert "Paid now: £6,000 a year." in shown.words
    typed = {"kind": "secure_section_f", "reason_secure_section_f": "band_secures", "amount_secure_section_f": "5000"}
    typed |= {"words": "Section F was gone through line by line.", "attested": "yes"}
    found = checked(send(client, shown.form("/decide"), **typed), 422)
    assert "less than the present award rests on an amended plan" in found.words
    again = found.form("/decide")
    assert again.fields["attested"] == "yes" and again.fields["amount_secure_section_f"] == "5000"
    done = send(client, again, plan_amended_on_secure_section_f="1 September 2026")
    assert done.status_code == 303


def test_nothing_is_refused_by_someone_who_does_not_say_that_they_read_the_case(sqlite_client: TestClient) -> None:
    client, address = sqlite_client, waiting(sqlite_client)
    typed = {"kind": "not_agreed", "reason_not_agreed": "another_route", "words": "The inclusion fund is quicker."}
    found = checked(send(client, page(client, address).form("/decide"), **typed), 422)
    assert "Read the case, then tick this." in found.words
    unread = signed_in(client, "senior_officer")
    version = found.form("/decide").fields["version"]
    csrf = unread.sessions["senior_officer"][1]
    form = Form(f"{address}/decide", "post", {"version": version, "csrf": csrf})
    told = checked(send(unread, form, **typed, attested="yes"), 422)
    assert "You have not opened this case since its advice was drawn up." in told.words
    assert row_counts(client)["decisions"] == 0
    assert send(client, found.form("/decide"), attested="yes").status_code == 303


def test_a_decided_case_is_opened_again_with_a_reason_and_corrected(sqlite_client: TestClient) -> None:
    client, address = sqlite_client, decided(sqlite_client)
    done = page(client, address)
    assert "To take the next step, or to correct a decision by a later one, open the case again first." in done.words
    empty = checked(send(client, done.form("/reopen")), 422)
    assert "Say why it is opened again." in empty.words
    open_again = pressed(client, address, "/reopen", reopen_words="A report came late.")
    form = open_again.form("/decide")
    ((_, number), kinds) = form.options["corrects"], form.options["kind"]
    assert kinds == list(kinds_for("non_statutory")), "all of them, once the earlier decision is corrected"
    typed = {**DECISION, **FOUR}
    unsaid = checked(send(client, form, **typed), 422)
    assert "Say which decision this one corrects." in unsaid.words
    assert send(client, unsaid.form("/decide"), corrects=number).status_code == 303
    both = page(client, address)
    assert "Agreed at another band: band 4, £7,420 a year" in both.words
    assert "Agreed as recommended: band 3, £4,680 a year" in both.words, "the earlier one stays as it was"
    assert "/records/1" in page(client, record_of(client, address)).links
