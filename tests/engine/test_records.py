"""Records: canonical bytes, sealing, the envelope and its size, the chain, replay."""

import datetime as dt
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.loading import load_folder
from engine.recording.canonical import Assessed, assessment_bytes, canonical_bytes, sha256_hex
from engine.recording.chain import GENESIS, Head, Link, entry_of, stamp, verify
from engine.recording.records import (
    Advice,
    Budget,
    Decision,
    DecisionEntry,
    Interest,
    Person,
    decision_entry,
    disposal_entry,
    log_entry,
)
from engine.recording.replay import assess_again, replay
from engine.recording.sealing import Personal, Sealed, digest_of, digests_in, is_digest, seal

ROOT = Path(__file__).resolve().parents[2]
NOW = dt.datetime(2026, 9, 14, 9, 14, 5, tzinfo=dt.UTC)
DAY = dt.date(2026, 9, 14)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
).filter(lambda value: "\\ud" not in json.dumps(value))

ISLINGTON = {"hearing": 1, "vision": 0, "movement": 4}


@cache
def county_facts() -> tuple[str, ...]:
    """The names of the facts that the county's rulebook asks, all answered here."""
    return tuple(load_folder(ROOT / "rules" / "county_top_up").facts)


def assessed(**changes: Any) -> Assessed:
    """A realistic assessment: the county's own facts, a dozen derived values, 180 conditions, 60 rules."""
    facts: dict[str, object] = dict.fromkeys(county_facts(), 3)
    facts |= {"provision_cost": "4100.00", "phase": "primary"}
    given = Assessed(
        rulebook="county_top_up",
        rulebook_sha256="ab" * 32,
        as_of=DAY,
        facts=facts,
        status="settled",
        outcome={"band": 3, "annual_top_up": "5510.00"},
        derived={f"points_{n}": n for n in range(12)},
        truths="10u-" * 45,
        rules="10" * 30,
    )
    return replace(given, **changes)


def entry(found: Assessed | None = None, **changes: Any) -> Sealed:
    """A realistic decision, sealed: a sitting of seven, one interest, advice followed in part."""
    given = DecisionEntry(
        at=NOW,
        case="WK4M-7XPD",
        legal_basis="non_statutory",
        assessed=found or assessed(),
        sentences=["Language is at level 3, which counts 6 points."] * 30,
        engines={"evenhand": "0.1.0", "evaluate": "1", "reference": "1", "durable-rules": "2.0.28"},
        compared=[
            "reference: 14 numbers and names, 180 conditions, 9 ladder and table lookups, 60 rules",
            "durable-rules: 60 rules, 6 ladder steps",
        ],
        advice=Advice({"band": 3, "annual_top_up": "5510.00"}),
        decision=Decision(
            "agree_another_band",
            "evidence_after_papers",
            "The new speech therapy report shows more need than the form did. " * 5,
            "Children and Families Act 2014, s.42",
            "Scheme of delegation 4.2: chair, up to £10,000",
            Person("chair", "chair-1"),
            {"band": 4, "annual_top_up": "8740.00"},
        ),
        sat=[Person("member", f"member-{n}") for n in range(7)],
        interests=[Interest(Person("member", "member-3"), "Governor of the school.")],
    )
    return decision_entry(replace(given, **changes))


def chain(*sealed: Sealed) -> tuple[list[Link], Head]:
    """These entries as a chain with their values, and its head."""
    links, head = [], Head()
    for each in sealed:
        link = replace(stamp(each.entry, head), sealed=each.values)
        links.append(link)
        head = Head(link.sequence, link.sha256)
    return links, head


def test_assessment_bytes_are_the_same_in_any_process() -> None:
    """Different hash seeds, clocks and time zones, and facts in another order."""
    code = (
        "import sys; from engine.language.loading import load_folder; from pathlib import Path\n"
        "from engine.recording.replay import assess_again\n"
        "from engine.recording.canonical import assessment_bytes, sha256_hex\n"
        "import datetime as dt, json\n"
        "book = load_folder(Path('rules/islington_matrix'))\n"
        "facts = json.loads(sys.argv[1])\n"
        "print(sha256_hex(assessment_bytes(assess_again(book, facts, dt.date(2026, 9, 14)))))"
    )
    seen = set()
    for seed, zone, facts in (("0", "UTC", ISLINGTON), ("77", "Pacific/Kiritimati", dict(reversed(ISLINGTON.items())))):
        done = subprocess.run(
            [sys.executable, "-c", code, json.dumps(facts)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(done.stdout)
    book = load_folder(ROOT / "rules" / "islington_matrix")
    seen.add(sha256_hex(assessment_bytes(assess_again(book, ISLINGTON, DAY))) + "\n")
    assert len(seen) == 1


@given(JSON)
def test_canonical_bytes_are_one_line_and_read_back(value: object) -> None:
    written = canonical_bytes(value)
    assert b"\n" not in written and b"\r" not in written
    assert json.loads(written) == value
    assert canonical_bytes(json.loads(written)) == written


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), 2**53, {"a": [1.0]}, {1: 2}, {"a": DAY}, {"a": {1}}, "\ud800", b"x"]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"canonical|float"):
        canonical_bytes(value)


@given(JSON, JSON)
def test_equal_values_get_unequal_digests_that_their_own_salt_explains(one: object, two: object) -> None:
    sealed = seal({"a": Personal(one), "b": [Personal(one), {"c/~d": Personal(two)}], "clear": "x"})
    digests = dict(digests_in(sealed.entry))
    assert digests == {value.path: value.digest for value in sealed.values}
    assert sorted(digests) == ["/a", "/b/0", "/b/1/c~1~0d"]
    assert len(set(digests.values())) == 3
    for value in sealed.values:
        assert is_digest(value.digest) and digest_of(value.salt, value.value) == value.digest
        assert len(value.salt) == 32


def test_a_clear_text_that_looks_like_a_digest_is_refused() -> None:
    with pytest.raises(ValueError, match="/note/0"):
        seal({"note": ["~" + "a" * 43]})


BUDGET = Budget(
    "partnership:north", "W-CDFG-HJKM", 2026, False, "1000.00", "600.00", "0.00", "400.00", {"2027": "4680.00"},
    consent_by="M. Hale, chair of north", consent_words="By telephone, said M. Hale.",
)  # fmt: skip


def test_why_nobody_had_to_consent_stands_in_clear() -> None:
    sealed = entry(budget=replace(BUDGET, consent_by=None, consent_words="The council's own money."))
    assert sealed.entry["budget"]["consent"] == {"words": "The council's own money."}  # type: ignore[index]


def test_no_personal_value_stands_in_a_record() -> None:
    sealed = entry(budget=BUDGET, alternatives=[{"place": "Elm unit"}])
    stored = stamp(sealed.entry, Head()).stored.decode()
    for private in (
        "Language is",
        "speech therapy",
        "Governor",
        "chair-1",
        "member-3",
        "4100.00",
        "8740.00",
        "Elm",
        "600.00",
        "Hale",
    ):
        assert private not in stored
    for told in (
        "partnership:north",
        "W-CDFG-HJKM",
        "agree_another_band",
        "non_statutory",
        "Scheme of delegation",
        "WK4M-7XPD",
        "2026-09-14T09:14:05Z",
    ):
        assert told in stored
    assert {value.path for value in sealed.values} >= {
        "/facts/phase", "/outcome", "/working", "/sentences", "/decision/words", "/decision/by/who",
        "/sat/member/who", "/interests/0/words", "/advice/outcome", "/alternatives",
        "/budget/figures", "/budget/consent/by", "/budget/consent/words",
    }  # fmt: skip


def test_a_record_of_the_county_s_forty_facts_is_about_four_kilobytes() -> None:
    size = len(stamp(entry().entry, Head(9_999, "f" * 64)).stored)
    assert len(county_facts()) >= 35
    assert size <= 4_200, size
    few = entry(assessed(facts=ISLINGTON), sat=(), interests=())
    assert len(stamp(few.entry, Head(9_999, "f" * 64)).stored) <= 1_600


def test_a_time_without_a_zone_is_refused_and_any_zone_becomes_utc() -> None:
    with pytest.raises(ValueError, match="time zone"):
        entry(at=dt.datetime(2026, 9, 14))
    east = NOW.astimezone(dt.timezone(dt.timedelta(hours=14)))
    assert entry(at=east).entry["at"] == "2026-09-14T09:14:05Z"


def test_a_chain_that_is_whole_verifies() -> None:
    links, head = chain(*(entry() for _ in range(5)))
    report = verify(iter(links), head)
    assert report.holds and report.first is None
    assert (report.records, report.head) == (5, head)
    assert report.values == sum(len(link.sealed or ()) for link in links)
    assert verify([], Head()).holds
    assert links[0].stored.endswith(f'"previous":"{GENESIS}","sequence":1}}'.encode())
    body = json.loads(links[1].stored)
    assert list(body) == ["entry", "previous", "sequence"] and body["previous"] == links[0].sha256


@given(st.data())
def test_any_changed_byte_is_found(data: st.DataObject) -> None:
    links, head = chain(*(seal({"n": n, "p": Personal(n)}) for n in range(4)))
    number = data.draw(st.integers(0, 3))
    place = data.draw(st.integers(0, len(links[number].stored) - 1))
    other = data.draw(st.integers(1, 255))
    stored = bytearray(links[number].stored)
    stored[place] ^= other
    rehashed = data.draw(st.booleans())
    sha256 = sha256_hex(bytes(stored)) if rehashed else links[number].sha256
    links[number] = replace(links[number], stored=bytes(stored), sha256=sha256)
    report = verify(links, head)
    assert report.first is not None
    assert report.first.sequence in (number + 1, number + 2)
    if not rehashed:
        assert (report.first.sequence, report.first.kind) == (number + 1, "bytes_altered")


@given(st.permutations(range(4)), st.integers(0, 4))
def test_any_reordering_or_shortening_is_found(order: list[int], kept: int) -> None:
    links, head = chain(*(seal({"n": n}) for n in range(4)))
    chosen = [links[n] for n in order[:kept]]
    assert verify(chosen, head).holds == (chosen == links)


def test_each_kind_of_break_is_named_at_the_first_broken_record() -> None:
    links, head = chain(*(entry() for _ in range(4)))
    values = list(links[1].sealed or ())
    spoiled = [replace(values[0], value='"x"'), *values[1:]]
    unsalted = [replace(values[0], salt="short"), *values[1:]]
    stranger = [*values, replace(values[0], path="/facts/zzz")]
    tail = links[3].stored[links[3].stored.rindex(b',"previous"') :]
    no_record = replace(links[3], stored=b'{"entry":1' + tail)
    no_record = replace(no_record, sha256=sha256_hex(no_record.stored))
    cases: list[tuple[list[Link], Head | None, int, str]] = [
        ([*links[:1], *links[2:]], head, 2, "sequence_gap"),
        (links[1:], head, 1, "sequence_gap"),
        (links[:3], head, 4, "tail_missing"),
        ([], head, 1, "tail_missing"),
        (links, None, 4, "head_missing"),
        (links, Head(4, "0" * 64), 4, "head_differs"),
        (links, Head(3, links[2].sha256), 4, "head_differs"),
        ([links[0], replace(links[1], sealed=spoiled), *links[2:]], head, 2, "value_altered"),
        ([links[0], replace(links[1], sealed=unsalted), *links[2:]], head, 2, "value_altered"),
        ([links[0], replace(links[1], sealed=stranger), *links[2:]], head, 2, "value_added"),
        ([links[0], replace(links[1], sealed=values[1:]), *links[2:]], head, 2, "value_missing"),
        ([links[0], replace(links[1], previous="0" * 64), *links[2:]], head, 2, "column_altered"),
        ([links[0], stamp({"n": 1}, Head(1, "0" * 64)), *links[2:]], head, 2, "link_broken"),
        ([*links[:3], no_record], Head(4, no_record.sha256), 4, "not_a_record"),
    ]
    for found, ended, sequence, kind in cases:
        first = verify(found, ended).first
        assert first is not None
        assert (first.sequence, first.kind) == (sequence, kind)
        assert str(first).startswith(f"record {sequence}: ")


def test_a_long_broken_chain_is_counted_and_not_listed_whole() -> None:
    links, head = chain(*(seal({"n": n}) for n in range(300)))
    report = verify([replace(link, stored=b"") for link in links], head)
    assert (report.faulty, len(report.faults)) == (300, 100)


def test_a_disposal_on_the_chain_explains_missing_values_before_it_only() -> None:
    officer = Person("officer", "o-1")
    disposal = disposal_entry(NOW, "WK4M-7XPD", [1, 3], "birth_31", officer)
    links, head = chain(entry(), disposal, entry())
    gone = [replace(link, sealed=()) for link in links]
    report = verify([gone[0], *links[1:]], head)
    assert report.holds and report.disposed == 1
    first = verify([gone[0], links[1], gone[2]], head).first  # 3 was named before it was written
    assert first is not None and (first.sequence, first.kind) == (3, "value_missing")
    first = verify(links, head).first
    assert first is not None and (first.sequence, first.kind) == (1, "value_kept")


def test_a_line_of_the_access_log_seals_nothing() -> None:
    line = log_entry(NOW, "auditor", "a-1", "record_viewed", "12", {})
    assert line.values == () and line.entry["subject"] == "12"


@pytest.fixture(scope="module")
def book() -> Any:
    return load_folder(ROOT / "rules" / "islington_matrix")


def load(book: Any) -> Any:
    return lambda sha256: book if sha256 == book.sha256 else None


def test_replay_gives_the_same_bytes_or_says_what_differs(book: Any) -> None:
    found = assess_again(book, ISLINGTON, DAY)
    sealed = entry(found)
    stored = stamp(sealed.entry, Head()).stored
    again = replay(stored, sealed.values, load(book), assess_again)
    assert (again.verdict, again.differences) == ("same", ())

    def otherwise(_book: object, facts: Mapping[str, object], day: dt.date) -> Assessed:
        flipped = "1" if found.truths[0] != "1" else "0"
        return replace(
            found,
            truths=flipped + found.truths[1:],
            status="referred",
            outcome={**found.outcome, "extra": None},
        )

    differs = replay(stored, sealed.values, load(book), otherwise)
    assert differs.verdict == "differs"
    assert [each.field for each in differs.differences] == ["outcome.extra", "status", "truths[0]"]
    status = next(each for each in differs.differences if each.field == "status")
    assert (status.stored, status.recomputed) == (found.status, "referred")
    assert "outcome.extra" in differs.says


def test_replay_says_disposed_and_what_it_cannot_replay(book: Any) -> None:
    sealed = entry(assess_again(book, ISLINGTON, DAY))
    stored = stamp(sealed.entry, Head()).stored
    assert replay(stored, (), load(book), assess_again).verdict == "disposed"
    assert replay(stored, sealed.values[1:], load(book), assess_again).verdict == "disposed"
    spoiled = [replace(sealed.values[0], value="9"), *sealed.values[1:]]
    for values, loader, words in (
        (spoiled, load(book), "does not match its digest"),
        (sealed.values, lambda _: None, "No rulebook"),
    ):
        result = replay(stored, values, loader, assess_again)
        assert result.verdict == "unreplayable" and words in result.says
    line = stamp(log_entry(NOW, "a", "b", "c", "d", {}).entry, Head()).stored
    assert replay(line, (), load(book), assess_again).verdict == "no_assessment"
    assert replay(b"nothing", (), load(book), assess_again).verdict == "unreplayable"


def test_every_answer_of_a_shipped_rulebook_survives_sealing_and_replay(book: Any) -> None:
    for levels in itertools.islice(itertools.product(range(0, 5, 2), repeat=3), 27):
        facts = dict(zip(ISLINGTON, levels, strict=True))
        sealed = entry(assess_again(book, facts, DAY))
        stored = stamp(sealed.entry, Head()).stored
        assert entry_of(stored)["kind"] == "decision"
        assert replay(stored, sealed.values, load(book), assess_again).verdict == "same"
