"""From request to record by the forms alone; and whatever goes wrong on the way, nothing typed is lost."""

import pytest
from fastapi.testclient import TestClient

from engine.law.bases import kinds_for, law_of
from panel_api.services.reasons import REASONS
from tests.panel_api.http_support import a_case, post, row_counts, taken_in
from tests.panel_api.pages_cases import DECISION, PLAN, STATUSES, assessed, decided, record_of, waiting
from tests.panel_api.pages_support import checked, page, pressed, send

ANOTHER = {"kind": "agree_another_band"}
GREATER = {"reason_agree_another_band": "need_greater"}


def another(band: str, amount: str) -> dict[str, str]:
    return {"band_agree_another_band": band, "amount_agree_another_band": amount}


SAYS = {
    "settled": "Band 3, £4,680 a year from the partnership's budget",
    "unsettled": "What remains possible",
    "referred": "A person must judge this",
    "incomplete": "This needs more information first",
    "not_in_force": "The rulebook was not in force on that day",
}


def test_received_to_record(sqlite_client: TestClient) -> None:
    client = sqlite_client
    address = f"/cases/{taken_in(client)}"
    assert "has not been assessed yet" in page(client, address).words
    page(client, f"{address}/working", 404)
    advised = pressed(client, address, "/assess")
    assert "Band 3, £4,680 a year" in advised.words
    assert "advice" in advised.ids
    ready = pressed(client, address, "/recommend")
    form = ready.form("/decide")
    assert form.options["kind"] == list(kinds_for("non_statutory"))
    for kind in form.options["kind"]:
        assert form.options[f"reason_{kind}"] == ["", *REASONS[kind]]
    done = pressed(client, address, "/decide", **DECISION)
    assert "Agreed as recommended: band 3, £4,680 a year" in done.words
    assert "The levels are well evidenced." in done.words
    record = page(client, record_of(client, address))
    assert "This is as advised." in record.words
    assert client.post("/api/records/1/replay").json()["verdict"] == "same"


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_on_its_page(sqlite_client: TestClient, status: str) -> None:
    address = assessed(sqlite_client, **STATUSES[status])
    found = page(sqlite_client, address)
    assert SAYS[status] in found.words
    assert "This is advice. The panel decides." in found.words
    assert "None" not in found.words.replace("None is needed", "") and "{" not in found.words
    page(sqlite_client, f"{address}/working")
    form = page(sqlite_client, waiting(sqlite_client, **STATUSES[status])).form("/decide")
    assert ("agree" in form.options["kind"]) == (status == "settled")


def test_the_form_offers_what_the_law_of_the_case_allows(sqlite_client: TestClient) -> None:
    review = page(sqlite_client, waiting(sqlite_client, **PLAN))
    assert "Now no award What Section F costs £24,000 a year, as the request states it" in review.words
    assert "You decide as a senior officer, to £100,000 a year" in review.words
    form = review.form("/decide")
    assert form.options["kind"] == list(kinds_for("annual_review"))
    whole = law_of("annual_review", "maintain")
    assert form.options["law_maintain"] == ["", *whole.split("; ")] and whole in review.words
    order = page(sqlite_client, waiting(sqlite_client, **{**PLAN, "legal_basis": "tribunal_order"})).form("/decide")
    assert order.options["kind"] == ["carried_out"]
    assert order.options["reason_carried_out"] == ["", *REASONS["carried_out"]]


def test_a_law_that_was_never_offered_is_told_though_no_field_asks_it(sqlite_client: TestClient) -> None:
    client, address = sqlite_client, waiting(sqlite_client)
    forged = {**DECISION, "law_agree": "The law of the jungle"}
    found = checked(send(client, page(client, address).form("/decide"), **forged), 422)
    assert "Choose one of the provisions listed." in found.words
    assert "#law_agree" not in found.links


def test_money_is_offered_as_a_reason_without_a_plan_only(sqlite_client: TestClient) -> None:
    without = page(sqlite_client, waiting(sqlite_client)).form("/decide")
    assert "money_not_available" in without.options["reason_not_agreed"]
    facts = {**PLAN["facts"]}
    with_plan = page(sqlite_client, waiting(sqlite_client, facts=facts)).form("/decide")
    assert "money_not_available" not in with_plan.options["reason_not_agreed"]
    assert "money_from_then" not in with_plan.options["reason_agree_later"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        (dict.fromkeys(DECISION, ""), {"kind-first", "words"}),
        ({"kind": "", "reason_agree": ""}, {"kind-first"}),
        ({"kind": "burn"}, {"kind-first"}),
        ({"reason_agree": ""}, {"reason_agree"}),
        ({"reason_agree": "because"}, {"reason_agree"}),
        ({"words": "  "}, {"words"}),
        ({"words": "x" * 20_001}, {"words"}),
        ({"words": "a\0b"}, {"words"}),
        ({"band_agree_another_band": "4"}, {"band_agree_another_band"}),
        ({"amount_exceptional_award": "100"}, {"amount_exceptional_award"}),
        ({**ANOTHER}, {"reason_agree_another_band", "band_agree_another_band", "amount_agree_another_band"}),
        ({**ANOTHER, **GREATER, **another("high", "1e3")}, {"amount_agree_another_band"}),
        ({**ANOTHER, **GREATER, **another("3", "£4,680.00")}, {"band_agree_another_band"}),
        (
            {"kind": "agree_for_a_time", "words": ""},
            {"reason_agree_for_a_time", "from_agree_for_a_time", "until_agree_for_a_time", "words"},
        ),
        (
            {
                "kind": "agree_for_a_time",
                "reason_agree_for_a_time": "need_changing",
                "from_agree_for_a_time": "31/2/2027",
                "until_agree_for_a_time": "soon",
            },
            {"from_agree_for_a_time", "until_agree_for_a_time"},
        ),
        (
            {
                "kind": "agree_for_a_time",
                "reason_agree_for_a_time": "need_changing",
                "from_agree_for_a_time": "1/9/2027",
                "until_agree_for_a_time": "1/9/2026",
            },
            {"until_agree_for_a_time"},
        ),
        (
            {"kind": "agree_later", "reason_agree_later": "support_ready_then", "from_agree_later": "1 September 2026"},
            {"from_agree_later"},
        ),
        ({"kind": "not_agreed", "reason_not_agreed": "another_route"}, {"attested"}),
        ({"kind": "not_agreed", "words": ""}, {"reason_not_agreed", "words", "attested"}),
    ],
)
def test_wrong_input_is_told_beside_its_field_and_kept(
    sqlite_client: TestClient, changes: dict[str, str], wrong: set[str]
) -> None:
    client = sqlite_client
    address = waiting(client)
    before = row_counts(client)
    typed = {**DECISION, **changes}
    found = checked(send(client, page(client, address).form("/decide"), **typed), 422)
    assert row_counts(client) == before
    assert found.title.startswith("Error: ")
    links = {link.removeprefix("#") for link in found.links if link.startswith("#")} - {"main-content"}
    assert links == wrong
    assert wrong <= found.ids
    again = found.form("/decide")
    for name, text in typed.items():
        if name not in again.options or text in again.options[name]:
            assert again.fields.get(name, "") == text.replace("\0", "\ufffd"), name
    for link in wrong - {"kind-first"}:
        tag = next(tag for tag in found.tags if tag["id"] == link)
        assert "error" in tag["aria-describedby"]
    emptied = {name: "" for name in changes if name not in again.options}
    done = send(client, again, **{**emptied, **DECISION})
    assert done.status_code == 303, "put right, the same form is taken"


def test_another_band_with_pounds_as_people_write_them(sqlite_client: TestClient) -> None:
    address = waiting(sqlite_client)
    typed = {**DECISION, **ANOTHER, **GREATER, **another("4", " £7,420.50 ")}
    found = pressed(sqlite_client, address, "/decide", **typed)
    assert "Agreed at another band: band 4, £7,420.50 a year" in found.words
    assert "This differs from the advice." in page(sqlite_client, record_of(sqlite_client, address)).words


@pytest.mark.parametrize("kind", ["defer_for_information", "refer", "maintain", "cease", "withdrawn"])
def test_decisions_that_award_nothing(sqlite_client: TestClient, kind: str) -> None:
    address = waiting(sqlite_client, **PLAN)
    reason = next(iter(REASONS[kind]))
    typed = {**DECISION, "kind": kind, f"reason_{kind}": reason, "attested": "yes"}
    found = pressed(sqlite_client, address, "/decide", **typed)
    assert "What was decided" in found.words
    record = page(sqlite_client, record_of(sqlite_client, address))
    assert "This is as advised" not in record.words
    assert REASONS[kind][reason] in record.words


def test_sent_twice_is_done_once(sqlite_client: TestClient) -> None:
    client = sqlite_client
    address = f"/cases/{taken_in(client)}"
    for ending, typed in (("/assess", {}), ("/recommend", {}), ("/decide", DECISION)):
        form = page(client, address).form(ending)
        answers = [send(client, form, **typed) for _ in range(2)]
        assert [each.status_code for each in answers] == [303, 303], ending
        assert answers[0].headers["location"] == answers[1].headers["location"]
    counts = row_counts(client)
    assert (counts["assessments"], counts["recommendations"], counts["decisions"], counts["records"]) == (1, 1, 1, 1)


def test_someone_else_was_first(sqlite_client: TestClient) -> None:
    client = sqlite_client
    address = waiting(client)
    form = page(client, address).form("/decide")
    pressed(client, address, "/decide", **DECISION)
    mine = {**DECISION, "kind": "not_agreed", "reason_not_agreed": "another_route", "words": "I had written this."}
    found = checked(send(client, form, **mine), 412)
    assert "Someone changed this first" in found.words
    assert "decided by a senior officer (agreed as recommended, band 3, £4,680 a year)" in found.words
    for typed in ("Do not agree", "I had written this."):
        assert typed in found.words, "what was typed can still be copied"
    assert row_counts(client)["decisions"] == 1


def test_answers_that_change_meanwhile(sqlite_client: TestClient) -> None:
    client = sqlite_client
    address = waiting(client)
    form = page(client, address).form("/decide")
    etag = client.get(f"/api{address}").headers["etag"]
    client.patch(f"/api{address}", json={"facts": {"attention": 4}}, headers={"If-Match": etag})
    found = checked(send(client, form, **DECISION), 412)
    assert "Answers have changed since this was worked out" in found.words
    assert "Assess this request again" in found.words
    assert "Band 4" in pressed(client, address, "/assess").words


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.0"])
def test_a_form_without_its_version_changes_nothing(sqlite_client: TestClient, version: str) -> None:
    address = waiting(sqlite_client)
    before = row_counts(sqlite_client)
    form = page(sqlite_client, address).form("/decide")
    found = checked(send(sqlite_client, form, **DECISION, version=version), 428)
    assert found.form("/decide").fields["words"] == DECISION["words"]
    assert row_counts(sqlite_client) == before


def test_steps_out_of_order_are_told_in_words(sqlite_client: TestClient) -> None:
    client = sqlite_client
    form = page(client, waiting(client)).form("/decide")
    form.action = f"/cases/{taken_in(client)}/decide"
    found = checked(send(client, form, **DECISION, version=1), 409)
    assert "This case stands at received" in found.words
    assert "`" not in found.words
    form.action = "/cases/XXXX-XXXX/decide"
    checked(send(client, form, **DECISION), 404)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join(b"a%d=1" % n for n in range(600)), b"words=" + b"x" * 950_000])
def test_what_is_no_form_of_ours(sqlite_client: TestClient, body: bytes) -> None:
    address = waiting(sqlite_client)
    answer = sqlite_client.post(f"{address}/decide", content=body, headers={"Accept": "text/html"})
    assert answer.status_code in (400, 413)
    checked(answer, answer.status_code)


def test_a_rulebook_that_disappeared(sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from panel_api.shelf import NoSuchRulebook, Shelf

    client = sqlite_client
    done, open_ = decided(client), waiting(client)
    form = page(client, open_).form("/decide")

    def gone(_self: Shelf, name: str) -> None:
        raise NoSuchRulebook(name)

    monkeypatch.setattr(Shelf, "book", gone)
    for address in (done, open_):
        found = page(client, address)
        assert "is not on the shelf any more" in found.words
        assert "Talking" in found.source
    assert "Why" in page(client, record_of(client, done)).words
    page(client, f"{done}/working")
    form.action = f"{open_}/decide"
    stopped = checked(send(client, form, **DECISION), 422)
    assert "The rulebook of this case is not on the shelf" in stopped.words
    assert DECISION["words"] in stopped.words


def test_an_engine_that_fails_is_told_and_nothing_is_kept(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.opinions.network import NetworkFailed

    client = sqlite_client
    address = f"/cases/{taken_in(client)}"

    def broken(*_: object, **__: object) -> None:
        raise NetworkFailed("it is gone")

    monkeypatch.setattr("panel_api.services.assess.confirm", broken)
    found = checked(send(client, page(client, address).form("/assess")), 503)
    assert "There is no result" in found.words
    assert row_counts(client)["assessments"] == 0
    monkeypatch.undo()
    assert "Band 3" in pressed(client, address, "/assess").words


def test_a_deferred_case_is_assessed_again(sqlite_client: TestClient) -> None:
    typed = {**DECISION, "kind": "defer_for_information", "reason_defer_for_information": "views_awaited"}
    address = waiting(sqlite_client)
    pressed(sqlite_client, address, "/decide", **typed)
    pressed(sqlite_client, address, "/assess")
    pressed(sqlite_client, address, "/recommend")
    found = pressed(sqlite_client, address, "/decide", **DECISION)
    assert found.words.count("under Scheme of delegation") == 2


def test_what_the_reader_came_for_stands_first(sqlite_client: TestClient) -> None:
    found = page(sqlite_client, waiting(sqlite_client, **PLAN))
    order = ["voices", "first", "advice", "why", "missing", "budget", "needs", "rest", "decide"]
    places = [next(n for n, tag in enumerate(found.tags) if tag["id"] == each) for each in order]
    assert places == sorted(places)
    silent = {**a_case()}
    silent["voices"] = []
    reference = post(sqlite_client, "/api/cases", silent).json()["reference"]
    words = page(sqlite_client, f"/cases/{reference}").words
    missing = words.index("What is missing or unsure")
    assert words.index("Nobody has been heard yet") < words.index("The advice") < missing
    assert words[missing:].startswith("What is missing or unsure The child or young person has not been heard yet.")
