"""Dated values: single amounts, ladders and tables, each with its period and its source."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final, TypeVar

from engine.language.declarations import known_source
from engine.language.literals import one_type, read_literal, read_result
from engine.language.sections import Section
from engine.language.source_text import Entries, Items, Text, Written
from engine.problems import Complaints
from engine.rulebook import REFER, DatedCounting, DatedShape, Ladder, Period, Plain, Result, Shape, Source, Table
from engine.values import Type, Value

Entry = TypeVar("Entry", DatedShape, DatedCounting)
MOST_CELLS: Final = 5000
MOST_RUNGS: Final = 200
_FIELDS: Final = ("to", "is", "ladder", "above", "below", "by", "rows", "otherwise", "up_to")


def read_values(
    section: Section, sources: Mapping[str, Source], complaints: Complaints
) -> dict[str, tuple[DatedShape, ...]]:
    """Every value of the rulebook with its dated entries, earliest first."""
    values: dict[str, tuple[DatedShape, ...]] = {}
    for name, written in section.named("values"):
        if not isinstance(written, Items):
            complaints.add(
                written.at,
                f"`{name.text}` is not dated",
                "a list of `- from: …` entries",
                "Put a dash and a day before it",
            )
            continue
        entries = [_entry(name, each, sources, complaints) for each in written.items]
        good = sorted((e for e in entries if e), key=lambda entry: entry.period.start)
        _alike(name, good, complaints)
        if good:
            values[name.text] = in_turn(name.text, good, complaints)
    return values


def _entry(name: Text, written: Written, sources: Mapping[str, Source], complaints: Complaints) -> DatedShape | None:
    section = Section(written, f"a dated entry of `{name.text}`", name.at, complaints, ("from", "source"), _FIELDS)
    period = section.period()
    source = (
        known_source(section.text("source"), sources, section.at, complaints) if "source" in section.entries else ""
    )
    shapes = [each for each in ("is", "ladder", "rows") if each in section.entries]
    if len(shapes) != 1:
        complaints.add(
            section.at,
            f"{section.what} has {' and '.join(shapes) or 'no value'}",
            "one of is, ladder, or by and rows",
            "Give it one",
        )
        return None
    stray = {
        "is": ("above", "below", "by", "otherwise"),
        "ladder": ("by", "otherwise"),
        "rows": ("above", "below"),
    }[shapes[0]]
    for each in stray:
        if each in section.entries:
            complaints.add(
                section.entries[each].at,
                f"`{each}` has no meaning beside `{shapes[0]}`",
                "the fields of its shape",
                "Remove it",
            )
    readers = {"is": _plain, "ladder": _ladder, "rows": _table}
    shape = readers[shapes[0]](section, name, complaints)
    if shape is None or period is None:
        return None
    return DatedShape(period, source, shape, section.yes("up_to"), section.at)


def _plain(section: Section, _: Text, complaints: Complaints) -> Shape | None:
    text = section.text("is")
    literal = read_literal(text, complaints) if text else None
    return Plain(*literal) if literal else None


def _ladder(section: Section, name: Text, complaints: Complaints) -> Shape | None:
    written = section.entries["ladder"]
    if not isinstance(written, Entries) or not written.entries:
        complaints.add(
            written.at,
            "the ladder has no steps" if isinstance(written, Entries) else "the ladder is not a mapping",
            "`12: 1` lines",
            "Write each step as start: result",
        )
        return None
    at = Text(name.text, written.at)
    if len(written.entries) > MOST_RUNGS:
        complaints.add(
            written.at,
            f"the ladder has {len(written.entries)} steps",
            f"at most {MOST_RUNGS}",
            "Split it",
        )
        return None
    rungs = [_rung(written.keys[key], result, complaints) for key, result in written.entries.items()]
    good = [rung for rung in rungs if rung]
    if len(good) != len(rungs):
        return None
    closed = {rung[1] is not None for rung in good}
    if len(closed) > 1:
        complaints.add(
            written.at,
            f"the ladder mixes {_one_of_each(written)}",
            "one way throughout",
            "Choose one way",
        )
        return None
    key_type = one_type([rung[2] for rung in good], at, complaints, "the ladder's steps")
    if key_type is None or not _in_order(good, written, complaints):
        return None
    starts = [rung[0] for rung in good]
    results = [rung[3] for rung in good]
    types = [rung[4] for rung in good if rung[4] is not None]
    open_end = True
    if True in closed:
        last = good[-1][1]
        assert last is not None
        starts.append(last + 1)
        results.append(REFER)
        open_end = False
    above = _above(section, starts, key_type, complaints, not open_end)
    if above is not None:
        if open_end:
            starts.append(above)
            results.append(REFER)
        open_end = True
    below = section.choice("below", ("refer",), "") == "refer"
    gives = one_type(types, at, complaints, "the ladder")
    return Ladder(tuple(starts), tuple(results), key_type, gives, below, open_end) if gives else None


_Rung = tuple[int | Decimal, int | None, Type, Result, Type | None]


def _rung(key: Text, result: Written, complaints: Complaints) -> _Rung | None:
    low, between, high = key.text.partition(" to ")
    first = read_literal(Text(low, key.at), complaints)
    last = read_literal(Text(high, key.at), complaints) if between else None
    if first is None or (between and last is None):
        return None
    start, key_type = first
    if isinstance(start, bool) or not isinstance(start, int | Decimal):
        complaints.add(key.at, f"`{key.text}` is not where a step can begin", "a number, £ or %", "Correct it")
        return None
    end: int | None = None
    if last is not None:
        if (
            not isinstance(last[0], int)
            or isinstance(last[0], bool)
            or key_type.kind != "whole"
            or last[1].kind != "whole"
        ):
            complaints.add(
                key.at,
                f"`{key.text}` is not a run of whole numbers",
                "such as `12 to 23`",
                "Write `from` steps instead",
            )
            return None
        end = last[0]
    if not isinstance(result, Text):
        complaints.add(result.at, "a step's result is not one value", "one value", "Write one value")
        return None
    found = read_result(result, complaints)
    return (start, end, key_type, found[0], found[1]) if found else None


def _one_of_each(written: Entries) -> str:
    """A step of each way of writing, as they stand in the file."""
    runs = [key for key in written.entries if " to " in key]
    starts = [key for key in written.entries if " to " not in key]
    return f"`{starts[0]}` with `{runs[0]}`"


def _in_order(rungs: list[_Rung], written: Entries, complaints: Complaints) -> bool:
    keys = list(written.keys.values())
    ok = True
    for key, before, after in zip(keys[1:], rungs, rungs[1:], strict=False):
        if after[0] <= before[0]:
            complaints.add(
                key.at,
                f"`{key.text}` comes after a step that begins {'there too' if after[0] == before[0] else 'later'}",
                "steps in rising order",
                "Put them in order",
            )
            ok = False
        elif before[1] is not None and after[0] != before[1] + 1:
            missing, what = (before[1] + 1, "a gap") if after[0] > before[1] + 1 else (after[0], "an overlap")
            complaints.add(
                key.at,
                f"there is {what} in the ladder at {missing}",
                f"this step to begin at {before[1] + 1}",
                "Close it",
            )
            ok = False
    for key, rung in zip(keys, rungs, strict=True):
        if rung[1] is not None and rung[1] < rung[0]:
            complaints.add(key.at, f"`{key.text}` ends before it begins", "such as `12 to 23`", "Correct it")
            ok = False
    return ok


def _above(
    section: Section,
    starts: list[int | Decimal],
    key_type: Type,
    complaints: Complaints,
    closed: bool,
) -> int | Decimal | None:
    written = section.entries.get("above")
    if written is None:
        return None
    above = Section(written, "`above`", section.at, complaints, ("from", "do"))
    above.choice("do", ("refer",), "refer")
    text = above.text("from")
    literal = read_literal(text, complaints) if text else None
    if text is None or literal is None or isinstance(literal[0], bool) or not isinstance(literal[0], int | Decimal):
        return None
    last = starts[-1]
    if literal[1].kind not in (key_type.kind, "whole") or (key_type.kind in ("money", "percent")) != (
        literal[1].kind in ("money", "percent")
    ):
        complaints.add(
            text.at,
            f"`{text.text}` does not fit the ladder's steps",
            f"a {key_type}",
            "Write it as the steps are written",
        )
        return None
    if closed and literal[0] != last:
        complaints.add(
            text.at,
            f"there is {'a gap' if literal[0] > last else 'an overlap'} between the last step and `above`",
            f"{last}",
            "Close it",
        )
        return None
    if not closed and literal[0] <= last:
        complaints.add(
            text.at,
            f"`above` begins at {text.text}, inside the steps",
            f"more than {last}",
            "Correct it",
        )
        return None
    return literal[0]


def _table(section: Section, name: Text, complaints: Complaints) -> Shape | None:
    by = tuple(each.text for each in section.texts("by"))
    if not by:
        complaints.add(
            section.at,
            f"the table `{name.text}` has no `by`",
            "`by: [step]`, what its rows go by",
            "Add it",
        )
        return None
    cells: dict[tuple[Value | None, ...], Result] = {}
    types: list[Type] = []
    _cells(section.entries["rows"], by, (), cells, types, complaints)
    otherwise: Result | None = None
    text = section.text("otherwise")
    if text is not None:
        found = read_result(text, complaints)
        if found:
            otherwise = found[0]
            types += [found[1]] if found[1] else []
    if len(cells) > MOST_CELLS:
        complaints.add(section.at, f"the table has {len(cells):,} cells", f"at most {MOST_CELLS:,}", "Split it")
        return None
    gives = one_type(types, Text(name.text, section.at), complaints, "the table")
    return Table(by, cells, otherwise, gives) if gives and cells else None


def _cells(
    written: Written,
    by: tuple[str, ...],
    path: tuple[Value | None, ...],
    cells: dict[tuple[Value | None, ...], Result],
    types: list[Type],
    complaints: Complaints,
) -> None:
    depth = len(path)
    if depth == len(by):
        if not isinstance(written, Text):
            complaints.add(
                written.at,
                f"the table goes deeper than its `by` ({', '.join(by)})",
                "one value here",
                "Correct the rows or `by`",
            )
            return
        found = read_result(written, complaints)
        if found:
            cells[path] = found[0]
            types += [found[1]] if found[1] else []
        return
    if not isinstance(written, Entries):
        complaints.add(
            written.at,
            f"rows by {by[depth]} are missing",
            f"`{by[depth]}: …` lines",
            "Write one line a key; inside { } write £1240 without the comma",
        )
        return
    seen: dict[Value, str] = {}
    for key, below in written.entries.items():
        text = written.keys[key]
        literal = None if key == "*" else read_literal(text, complaints)
        if literal and seen.setdefault(literal[0], key) != key:
            complaints.add(text.at, f"`{key}` is the same key as `{seen[literal[0]]}`", "each key once", "Remove one")
            continue
        if key == "*" or literal:
            _cells(below, by, (*path, literal[0] if literal else None), cells, types, complaints)


def _alike(name: Text, entries: list[DatedShape], complaints: Complaints) -> None:
    for before, after in pairwise(entries):
        same = type(before.shape) is type(after.shape) and before.shape.type.kind == after.shape.type.kind
        if not same and {before.shape.type.kind, after.shape.type.kind} != {"whole", "number"}:
            complaints.add(
                after.at,
                f"`{name.text}` changes its shape or kind from one entry to the next",
                "the same throughout",
                "Make them alike",
            )
        if (
            isinstance(before.shape, Table)
            and isinstance(after.shape, Table)
            and len(before.shape.by) != len(after.shape.by)
        ):
            complaints.add(
                after.at,
                f"`{name.text}` goes by other keys than before",
                "the same `by`",
                "Make them alike",
            )


def in_turn(name: str, entries: list[Entry], complaints: Complaints) -> tuple[Entry, ...]:
    """Each entry closed the day before the next begins; one that says it ends later overlaps."""
    turned: list[Entry] = []
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        if following is None:
            turned.append(entry)
            continue
        end, last = entry.period.end, following.period.start - dt.timedelta(days=1)
        if (end is not None and end > last) or entry.period.start > last:
            complaints.add(
                following.at,
                f"two entries of `{name}` are in force on {following.period.start}",
                "one at a time",
                "Correct `from` and `to`",
            )
        turned.append(replace(entry, period=Period(entry.period.start, last if end is None else end)))
    return tuple(turned)
