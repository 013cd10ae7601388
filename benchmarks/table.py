"""The one table: sections of rows, with the aim beside each ratio; and the same as JSON."""

import datetime as dt
import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

_HEADS: Final = ("quiet µs", "p50 µs", "p95 µs")
_WIDTHS: Final = (50, 10)
_PEERS: Final = ("zen-engine", "durable-rules", "polars", "duckdb", "numpy")


@dataclass(frozen=True)
class Aim:
    """What is aimed at: at least, or at most, so much."""

    most: float | None = None
    least: float | None = None
    unit: str = "x"

    def met(self, value: float) -> bool:
        """Whether `value` reaches it."""
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    def __str__(self) -> str:
        word, bound = ("at most", self.most) if self.most is not None else ("at least", self.least)
        return f"{word} {bound:g}{self.unit}"


@dataclass(frozen=True)
class Row:
    """One line. Times are in microseconds: see `timing`. `value` is a ratio or a count, said by `says`."""

    what: str
    quiet: float | None = None
    p50: float | None = None
    p95: float | None = None
    value: float | None = None
    says: str = "{:.2f}x"
    aim: Aim | None = None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met, where there is one."""
        return None if self.aim is None or self.value is None else self.aim.met(self.value)


@dataclass(frozen=True)
class Section:
    """Rows that belong together, under a line that says what was measured."""

    title: str
    rows: list[Row] = field(default_factory=list)


def machine() -> str:
    """The machine and the versions that were measured, in one line. No name of the machine."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    packages = ", ".join(f"{name} {version(name)}" for name in _PEERS)
    return (
        f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"{platform.python_implementation()} {platform.python_version()}; {packages}"
    )


def text(sections: Iterable[Section]) -> str:
    """The table as lines of plain text."""
    wide, narrow = _WIDTHS
    lines = [f"{dt.date.today()}  {machine()}", "", f"{'':{wide}}" + "".join(f"{head:>{narrow}}" for head in _HEADS)]
    for section in sections:
        lines += [section.title, *(_line(row) for row in section.rows), ""]
    return "\n".join(lines)


def _line(row: Row) -> str:
    wide, narrow = _WIDTHS
    shown = "".join(f"{'' if each is None else _micros(each):>{narrow}}" for each in (row.quiet, row.p50, row.p95))
    value = "" if row.value is None else row.says.format(row.value)
    aim = "" if row.aim is None else f"aim: {row.aim}, {'met' if row.met else 'NOT MET'}"
    return f"  {row.what:{wide - 2}}{shown}   {value:24}{aim}".rstrip()


def _micros(value: float) -> str:
    return f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def write_json(sections: Sequence[Section], file: Path) -> None:
    """All figures, with the machine line, into `file`."""
    found = {
        "day": dt.date.today().isoformat(),
        "machine": machine(),
        "sections": [
            {"title": section.title, "rows": [{**asdict(row), "met": row.met} for row in section.rows]}
            for section in sections
        ],
    }
    file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
