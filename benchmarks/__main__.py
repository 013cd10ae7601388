"""`python -m benchmarks`: everything once, one table. `--json FILE` writes the figures there too."""

import argparse
import sys
import time
from pathlib import Path
from typing import Final

from benchmarks import (
    assessing,
    browsing,
    calibrating,
    case_page,
    columns,
    confirming,
    directory,
    explaining,
    joint,
    records,
)
from benchmarks.table import Section, text, write_json

JOINT_LIMIT: Final = 10.0
"""Seconds that a bare model of the joint fit is given here."""


def main() -> int:
    """Measure, print, and say on standard error how long it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args()
    started = time.monotonic()
    sections: list[Section] = [
        assessing.section(), *confirming.sections(), explaining.section(), *browsing.sections(), *case_page.sections(),
        *directory.sections(postgresql=False), joint.section(JOINT_LIMIT),
        calibrating.section((4_000,)), *records.sections(),
        columns.section(columns.SMALL),
    ]  # fmt: skip
    print(text(sections))
    if options.json:
        write_json(sections, options.json)
    print(f"measured in {time.monotonic() - started:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
