"""`python -m benchmarks.alike`: how near the cases of like need are that are found, beside the very nearest.

The invented county's cases, whole; for some hundreds of them the three that `store.nearest` finds are held against the
three that going through every decided case finds. Figures are levels of need, over all strands.
"""

import datetime as dt
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks import county
from panel_api import store
from panel_api.database import open_database

COUNTY: Final = 4_000
TRIED: Final = 400
SINCE: Final = dt.date(2000, 1, 1)
_DECIDED: Final = "SELECT id, need_levels FROM cases WHERE stage = 'decided' AND need_levels IS NOT NULL ORDER BY id"
_ANY: Final = "SELECT reference FROM cases WHERE need_levels IS NOT NULL ORDER BY id"


def compare(session: Session, tried: int) -> tuple[int, list[int]]:
    """How many cases get the very nearest three; and how many levels further, in all, each other one's three lie."""
    decided = [(row.id, row.need_levels) for row in session.execute(text(_DECIDED))]
    references = Random(1).sample([str(row[0]) for row in session.execute(text(_ANY))], tried)
    same, further = 0, []
    for reference in references:
        case = store.case_by_reference(session, store.LOCAL, reference)
        assert case is not None and case.need_levels is not None
        levels = case.need_levels
        best = sorted(_apart(levels, other) for number, other in decided if number != case.id)[:3]
        found = [each.apart for each in store.nearest(session, store.LOCAL, case, SINCE)]
        if found == best:
            same += 1
        elif len(found) == len(best):
            further.append(sum(found) - sum(best))
        else:
            further.append(-1)
    return same, further


def _apart(one: str, other: str) -> int:
    return sum(abs(int(a) - int(b)) for a, b in zip(one, other, strict=True) if "-" not in (a, b))


def said(same: int, further: Sequence[int]) -> str:
    """The figures in sentences."""
    whole = [each for each in further if each >= 0]
    tried, mean = same + len(further), sum(whole) / len(whole) if whole else 0
    most = max(whole, default=0)
    return (
        f"Of {tried} cases {same} get the very nearest three ({100 * same // tried} %).\n"
        f"{len(whole)} get three that lie {mean:.1f} levels further, all three together; {most} at most.\n"
        f"{len(further) - len(whole)} get fewer than three."
    )


def main() -> int:
    """Seed, compare, print."""
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as folder:
        file = Path(folder) / "county.db"
        county.seed_real(file, COUNTY)
        database = open_database(county.settings_for(file))
        with database.reading() as session:
            print(said(*compare(session, TRIED)))
        database.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
