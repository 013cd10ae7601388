"""Services that the invented partnerships commission: they name schools and no child."""

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import Final

from panel_api.seed.awarded import Change
from panel_api.seed.county import School

HOST: Final = "Chalk Downs"
"""The partnership whose cash for services lies with a host school."""
BEGUN: Final = dt.date(2025, 9, 1)
_NAMES: Final = (
    ("Speech and language group for six schools (invented)", 5),
    ("Outreach teacher for three terms a year (invented)", 4),
    ("Nurture room shared by four schools (invented)", 3),
    ("Training for teaching assistants (invented)", 1),
)
_LEAST: Final = 400_000
"""Below £4,000 a year nothing is commissioned."""


def service_changes(code: str, pence: int, places: Sequence[School]) -> list[tuple[str, list[str], Change]]:
    """What a partnership commissions for so many pence a year, in round hundreds of pounds: name, schools, its term."""
    partnership = code.partition(":")[2]
    if pence < _LEAST:
        return []
    random = Random(f"services of {partnership}")
    own = [each for each in places if each.partnership == partnership and each.setting == "mainstream"]
    whole, found = sum(weight for _, weight in _NAMES), []
    for name, weight in _NAMES:
        part = pence * weight // whole // 10_000 * 10_000
        schools = sorted(each.name for each in random.sample(own, 6 if "six" in name else 4))
        at = dt.datetime(2025, 6, 20, 10, tzinfo=dt.UTC)
        if part:
            change = Change(
                at, BEGUN, None, code, own[0].urn, part, "commissioned", "Agreed by the partnership (invented)"
            )
            found.append((name, schools, change))
    return found
