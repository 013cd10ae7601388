"""What was found as rows of a spreadsheet, in the order it stands."""

from collections.abc import Iterator, Sequence
from typing import Final

from panel_api.services.local_held import Local
from panel_api.sheets import Cell, pounds
from panel_api.views.local import entry

HEADS: Final = (
    "Place", "Code", "Kind", "Asked for", "Fit", "Why", "Miles", "Additional cost a year, at least",
    "Additional cost a year, at most", "Free places", "Commissioned", "On roll", "Leaving", "Named", "Confirmed",
)  # fmt: skip
"""Where a number is not known, its cell is empty."""


def rows(local: Local) -> Iterator[Sequence[Cell]]:
    """One row a place."""
    for place in local.places:
        shown, costs = entry(local, place), local.costs(place)
        held = place.free.numbers if place.free else None
        cost = costs.additional if costs else None
        yield (
            place.name,
            place.code,
            shown["kind"],
            "yes" if place.asked else "no",
            shown["fits"],
            shown["because"],
            place.miles,
            None if cost is None else pounds(cost.least_pence),
            None if cost is None or cost.most_pence is None else pounds(cost.most_pence),
            place.free.places if place.free else None,
            *(
                None if held is None else getattr(held, name)
                for name in ("commissioned", "on_roll", "leaving", "named")
            ),
            "yes" if place.confirmed else "no",
        )
