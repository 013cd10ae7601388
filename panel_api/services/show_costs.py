"""What places cost and who pays a share, as JSON: the two costs apart, each with its lines and what is not known."""

from engine.placing.costs import AdditionalCost, CostLine, FullCost
from engine.values import pounds_text
from panel_api.models import JointShare, ProvisionCost
from panel_api.services.beside_costs import Beside
from panel_api.services.held import WITHHELD
from panel_api.services.place_costs import Costs

Document = dict[str, object]


def places_document(beside: Beside, *, names: bool) -> Document:
    """Every place whose costs stand side by side. names: whether the reader may know whom the case is about."""
    asked = {each.id for each in beside.asked}
    return {
        "places": [
            {
                "place": each.code if names or each.id not in asked else None,
                "name": each.name if names or each.id not in asked else "A school",
                "kind": each.kind,
                "asked_for": each.id in asked,
                **costs_document(beside.costs[each.id], names=names),
            }
            for each in beside.places
        ],
        "more_found": beside.unshown,
    }


def costs_document(costs: Costs, *, names: bool) -> Document:
    """additional_cost: to the public purse a year, for a legal comparison. full_cost: for commissioning."""
    own = frozenset() if names else costs.own
    return {
        "priced_on": costs.stay.priced_on.isoformat(),
        "additional_cost": _additional(costs.additional, own),
        "full_cost": _full(costs.full, own),
    }


def shares_document(rows: list[JointShare]) -> Document:
    """The shares of a package, in the order they were written, with those that hold no more."""
    return {
        "shares": [
            {
                "id": row.id,
                "agency": row.agency,
                "what": row.what,
                "state": row.state,
                "cost": _pounds(row.pence),
                "agreed_by": row.agreed_by,
                "agreed_on": row.agreed_on.isoformat() if row.agreed_on else None,
                "from": row.from_day.isoformat() if row.from_day else None,
                "until": row.until_day.isoformat() if row.until_day else None,
                "evidence": row.evidence,
                "written_at": row.written_at.isoformat(),
                "replaced_at": row.replaced_at.isoformat() if row.replaced_at else None,
            }
            for row in rows
        ]
    }


def cost_document(row: ProvisionCost) -> Document:
    """One line of what a place of the directory costs."""
    return {
        "line": row.line,
        "band": row.band,
        "from": row.from_day.isoformat(),
        "cost": _pounds(row.pence),
        "words": row.words,
        "source": row.source,
        "estimated_by": row.estimated_by,
        "written_at": row.written_at.isoformat(),
        "by_role": row.by_role,
    }


def _additional(cost: AdditionalCost, own: frozenset[CostLine]) -> Document:
    return {
        "at_least": _pounds(cost.least_pence),
        "at_most": _pounds(cost.most_pence),
        "known": not cost.unknown,
        "lines": [{**_line(each.line, own), "counts": each.counts, "why": each.why} for each in cost.lines],
    }


def _full(cost: FullCost, own: frozenset[CostLine]) -> Document:
    return {
        "known_a_year": _pounds(cost.known_a_year),
        "known_over_stay": _pounds(cost.known_over_stay),
        "known": not cost.unpriced,
        "lines": [_line(each, own) for each in cost.parts],
        "years": [
            {
                "year": each.year,
                "from": each.from_day.isoformat(),
                "until": each.until_day.isoformat(),
                "known": _pounds(each.known_pence),
            }
            for each in cost.years
        ],
    }


def _line(line: CostLine, own: frozenset[CostLine]) -> Document:
    hidden = line in own
    return {
        "line": line.line,
        "cost": _pounds(line.pence),
        "words": WITHHELD if hidden else line.words,
        "source": WITHHELD if hidden else line.source,
        "estimated_by": "Someone who is named" if hidden and line.estimated_by else line.estimated_by,
    }


def _pounds(pence: int | None) -> str | None:
    return None if pence is None else pounds_text(pence)
