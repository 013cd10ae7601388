"""The byte form of a ledger entry: canonical JSON, the same in any time zone, and another for every field."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.recording.canonical import canonical_bytes
from engine.recording.entries import SealedEntry, SealedLine, entry_bytes, entry_digest

AT = dt.datetime(2026, 9, 14, 8, 14, 5, 120, dt.UTC)
LINE = SealedLine(1, 7, dt.date(2026, 9, 14), "committed", 299_000, 3, 2026)
ENTRY = SealedEntry(7, None, "P-1", "chair", None, None, 4, "commit", 12, 299_000, None, None, None, None, "Band 3", AT)
LARGEST = 2**53 - 1

numbers = st.integers(-LARGEST, LARGEST)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
Lines = list[SealedLine]
lines = st.builds(SealedLine, numbers, st.none() | numbers, st.dates(), texts, numbers, numbers, numbers)


@given(texts, st.none() | texts, numbers, st.datetimes(timezones=st.just(dt.UTC)), st.lists(lines, max_size=3))
def test_it_is_canonical_json(
    words: str, source: str | None, pence: int, at: dt.datetime, of: list[SealedLine]
) -> None:
    entry = ENTRY._replace(words=words, source=source, pence=pence, written_at=at)
    written = entry_bytes(entry, of)
    document = json.loads(written)
    assert canonical_bytes(document) == written
    assert (document["words"], document["pence"], len(document["lines"])) == (words, pence, len(of))


def test_the_form_as_the_page_shows_it() -> None:
    london = AT.astimezone(dt.timezone(dt.timedelta(hours=1)))
    assert entry_bytes(ENTRY._replace(written_at=london), [LINE]).decode() == (
        '{"award":7,"by_person":null,"by_reference":"P-1","by_role":"chair","consent_by":null,"consent_words":null,'
        '"decision":4,"kind":"commit","lines":[{"account":1,"award":7,"effective_on":"2026-09-14",'
        '"measure":"committed","pence":299000,"sequence":3,"year":2026}],"number":12,"pence":299000,"reverses":null,'
        '"second_reference":null,"second_role":null,"source":null,"words":"Band 3",'
        '"written_at":"2026-09-14T08:14:05.000120Z"}'
    )
    with pytest.raises(ValueError, match="time zone"):
        entry_bytes(ENTRY._replace(written_at=AT.replace(tzinfo=None)), [LINE])


def test_whatever_is_other_gives_another_digest() -> None:
    day, moment = dt.timedelta(days=1), dt.timedelta(microseconds=1)
    others = {entry_digest(ENTRY, [LINE]), entry_digest(ENTRY, []), entry_digest(ENTRY, [LINE, LINE])}
    for name, value in ENTRY._asdict().items():
        other = (
            value + moment if name == "written_at" else f"{value}2" if value is None or isinstance(value, str) else 99
        )
        others.add(entry_digest(ENTRY._replace(**{name: other}), [LINE]))
    for name, value in LINE._asdict().items():
        other = value + day if name == "effective_on" else f"{value}2" if isinstance(value, str) else 99
        others.add(entry_digest(ENTRY, [LINE._replace(**{name: other})]))
    assert len(others) == 3 + len(ENTRY) + len(LINE)
