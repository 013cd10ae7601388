"""JSON is read strictly: exact numbers, no tricks, bounded, one clear sentence for whatever is wrong."""

import json
import sys
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problems import Refused
from engine.strict_json import MOST_BYTES, MOST_DEPTH, read_json


def refusal(raw: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_json(raw)
    (problem,) = refused.value.problems
    return str(problem)


def test_numbers_are_exact() -> None:
    found = read_json(b'{"a": 0.1, "b": 3, "c": 1.0, "d": -2.50, "e": 1e2}')
    assert found == {"a": Decimal("0.1"), "b": 3, "c": Decimal("1.0"), "d": Decimal("-2.50"), "e": Decimal("1e2")}
    assert isinstance(found, dict)
    assert [type(each) for each in found.values()] == [Decimal, int, Decimal, Decimal, Decimal]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(word: str) -> None:
    assert f"{word} is not a number" in refusal(b'{"facts": {"language": ' + word.encode() + b"}}")


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 41, "0." + "1" * 5000, "1e999999999", "1e-400"])
def test_huge_numbers_are_refused_and_cost_nothing(number: str) -> None:
    began = time.process_time()
    assert "number" in refusal(b'{"facts": {"score": ' + number.encode() + b"}}")
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize("depth", [MOST_DEPTH + 1, 100_000])
@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_deep_nesting_is_refused_without_a_crash(depth: int, opening: bytes) -> None:
    assert "nested too deeply" in refusal(opening * depth)


def test_depth_counts_only_brackets_that_nest() -> None:
    nested = b"[" * MOST_DEPTH + b"]" * MOST_DEPTH
    assert read_json(nested) is not None
    assert read_json(b'{"words": "' + b"[" * 1000 + b'", "quote": "\\"' + b"{" * 1000 + b'"}') is not None
    assert len(str(read_json(b"[" + b",".join([b"[]"] * 200) + b"]"))) == 800


def test_a_name_written_twice_is_refused() -> None:
    assert '"language" is written twice' in refusal(b'{"facts": {"language": 1, "language": 2}}')
    assert read_json(b'{"a": {"language": 1}, "b": {"language": 2}}') is not None


def test_a_fault_is_told_at_its_line_and_column() -> None:
    raw = b'{"facts": {\n  "language": NaN,\n  "cost": 1e400, "l\\u0061nguage": 2}}'
    with pytest.raises(Refused) as refused:
        read_json(raw)
    said = str(refused.value)
    assert "body:2:15: NaN is not a number" in said
    assert "body:3:11: the number 1e400 is out of any use" in said
    assert "body:3:18:" in said, "one name written in two ways is one name"


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_too_many_bytes_are_refused_before_they_are_read() -> None:
    began = time.process_time()
    assert "more than 1,000,000 bytes" in refusal(b"[" * (50 * 1024 * 1024))
    assert time.process_time() - began < 0.5
    assert read_json(b'"' + b"a" * (MOST_BYTES - 2) + b'"') == "a" * (MOST_BYTES - 2)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "body:1:1: this is not JSON"),
        (b'{\n  "a": 1,\n}', "body:3:1: this is not JSON"),
        (b"{'a': 1}", "body:1:2: this is not JSON"),
        (b'{"a": 1} {"a": 2}', "body:1:10: this is not JSON"),
        (b'{"a": 01}', "body:1:8: this is not JSON"),
        (b'{"a": tru}', "body:1:7: this is not JSON"),
        (b'"\xff"', "body: it is not UTF-8 text"),
        ('{"a": 1}'.encode("utf-16"), "body: it is not UTF-8 text"),
    ],
)
def test_what_is_not_json_is_told_with_its_place(raw: bytes, says: str) -> None:
    assert refusal(raw).startswith(says)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        read_json(raw)
    except Refused as refused:
        assert len(refused.problems) == 1


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=12,
    )
)
def test_well_formed_json_is_what_it_says(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert sys.getrecursionlimit() > MOST_DEPTH * 2
