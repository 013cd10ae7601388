"""The Staffordshire story's proposal: a quarter of the caseload is moved to dearer bands, and the money drifts 9 %.

What happened there is public: a quarter of pupils had moved to the new bands, average top-ups had risen against a
promise of cost-neutrality, and the tool was suspended in August 2023. The county, its figures and its children here are
invented.
"""

import re
from typing import Final

from engine.calibrating.target import Target

MOVED: Final = ("unit_or_resourced", "early_years", "further_education", "special")
"""The settings whose amounts the proposal raises: about a quarter of the invented caseload."""
TARGET: Final = Target(
    1000, within=10, school_fall=300, fixed=frozenset({("mainstream", str(band)) for band in range(6)})
)
"""Cost-neutral within a tenth of a percent, no school down by more than 3 %, in tens of pounds, the rest as it was."""
_ROW: Final = re.compile(r"^( +)(\w+): \{0: ")
_AMOUNT: Final = re.compile(r"£([1-9]\d*)")


def drifted(text: str, percent: int = 109) -> str:
    """The county's text with the amounts of `MOVED` in the tariff of 2026 at so much in 100, in pounds by tens."""
    before, mark, after = text.partition("source: tariffs_2026\n")
    assert mark
    rows, mark_after, rest = after.partition("      otherwise: refer\n")
    lines = [_raised(line, percent) if _moved(line) else line for line in rows.split("\n")]
    return before + mark + "\n".join(lines) + mark_after + rest


def _moved(line: str) -> bool:
    row = _ROW.match(line)
    return row is not None and row[2] in MOVED


def _raised(line: str, percent: int) -> str:
    return _AMOUNT.sub(lambda found: f"£{int(found[1]) * percent // 1000 * 10}", line)
