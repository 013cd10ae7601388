"""The two costs of a place as a page shows them: apart, each opening to its lines, and what is not known asked."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from engine.amounts import day_words, inside, listing, money_words
from engine.placing.comparing import compared, difference_words
from engine.placing.costs import LINES, AdditionalCost, CostLine, Counted, FullCost, YearOfStay
from engine.placing.shares import Borne, Share, borne
from panel_api.services.place_costs import Costs
from panel_api.services.posting import year_words

AGENCIES: Final = {
    "health": "Health",
    "social_care": "Social care",
    "other_authority": "Another authority",
    "other": "Another body",
}
STATES: Final = {"agreed": "Agreed", "asked": "Asked, not agreed yet", "refused": "Refused"}
COUNTED: Final = {True: "Counted", False: "Not counted", None: "Not known whether it counts"}


def two_costs(
    costs: Costs, shares: Iterable[Share], against: Iterable[tuple[str, AdditionalCost]] = ()
) -> dict[str, Any]:
    """additional: for a legal comparison, a year. full: for commissioning, over the stay, with who bears it.

    against: places to compare it with, each by its name, as far as the difference is certain.
    """
    return {
        "place": costs.provision.name,
        "priced_on": day_words(costs.stay.priced_on),
        "additional": _additional(costs.additional),
        "compared": [difference_words(compared(costs.additional, other), name) for name, other in against],
        "full": _full(costs.full, costs.stay.from_day, costs.stay.until_day)
        | {"borne": borne_words(borne(costs.full, shares, costs.stay.priced_on), costs.full)},
    }


def total_words(cost: AdditionalCost) -> str:
    """The additional cost in words: "£24,000 a year", "at least £24,000 a year", "£24,000 to £34,000 a year"."""
    if cost.most_pence is None:
        return f"at least {money_words(cost.least_pence)} a year"
    if cost.most_pence == cost.least_pence:
        return f"{money_words(cost.least_pence)} a year"
    return f"{money_words(cost.least_pence)} to {money_words(cost.most_pence)} a year"


def stay_words(cost: FullCost) -> str:
    """The full cost in words, of the stay where its end is known and of a year where it is not."""
    least = "at least " if cost.unpriced else ""
    if cost.known_over_stay is None:
        return f"{least}{money_words(cost.known_a_year)} a year"
    return f"{least}{money_words(cost.known_over_stay)} over the stay"


def borne_words(found: Borne, cost: FullCost) -> list[str]:
    """Who bears a year of the package, in sentences; empty where nobody was asked."""
    said = []
    if found.agreed:
        whole = "at least " if cost.unpriced else ""
        paid = listing(f"{inside(AGENCIES[each.agency])} {money_words(each.pence or 0)}" for each in found.agreed)
        said.append(f"Of {whole}{money_words(cost.known_a_year)} a year, agreed shares are: {paid}.")
    said += [
        f"{AGENCIES[each.agency]} has agreed to a share, and no amount is agreed yet." for each in found.open_shares
    ]
    said += [f"{_asked_for(each)} and has not agreed; nothing is taken off for it." for each in found.asked]
    if found.over:
        said.append(f"The agreed shares are {money_words(found.over)} more than the whole package. Check them.")
    elif found.agreed and found.council_pence is not None:
        said.append(f"The council would pay {money_words(found.council_pence)} a year.")
    return said


def _asked_for(share: Share) -> str:
    amount = f" for {money_words(share.pence)} a year" if share.pence is not None else ""
    return f"{AGENCIES[share.agency]} has been asked{amount}"


def _additional(cost: AdditionalCost) -> dict[str, Any]:
    return {
        "total": total_words(cost),
        "least_pence": cost.least_pence,
        "most_pence": cost.most_pence,
        "lines": [{**_line(each.line), "counts": COUNTED[each.counts], "why": each.why} for each in cost.lines],
        "ask": [_asked(each) for each in cost.unknown],
    }


def _full(cost: FullCost, start: dt.date, until: dt.date | None) -> dict[str, Any]:
    days = f"From {day_words(start)} to {day_words(until)}." if until else (
        f"From {day_words(start)}. Nobody has said how long the stay may be, so this is one year of it."
    )  # fmt: skip
    return {
        "total": stay_words(cost),
        "days": days,
        "a_year_pence": cost.known_a_year,
        "stay_pence": cost.known_over_stay,
        "lines": [_line(each) for each in cost.parts],
        "years": [_year(each) for each in cost.years],
        "ask": [f"{LINES[each.line]}: {inside(_wanting(each))}." for each in cost.unpriced],
    }


def _line(line: CostLine) -> dict[str, Any]:
    source = line.source.rstrip(".") + "."
    return {
        "part": LINES[line.line],
        "words": "" if line.words == LINES[line.line] else line.words,
        "pence": line.pence,
        "source": f"{source} Estimated by {line.estimated_by}." if line.estimated_by else source,
    }


def _year(year: YearOfStay) -> dict[str, Any]:
    return {
        "year": year_words(year.year),
        "days": f"{day_words(year.from_day)} to {day_words(year.until_day)}",
        "pence": year.known_pence,
    }


def _asked(each: Counted) -> str:
    part, pence = LINES[each.line.line], each.line.pence
    if pence is None:
        return f"{part}: {inside(_wanting(each.line))}."
    return f"{part}, {money_words(pence)}: not known yet whether it counts. Ask whether a place there stands empty."


def _wanting(line: CostLine) -> str:
    """What is said of an amount that is not known: who must be asked, where a line says so by itself."""
    source = line.source.rstrip(".")
    who = line.estimated_by or "whoever can say"
    return source if source.startswith("Not known yet") else f"Not known yet: ask {who}"
