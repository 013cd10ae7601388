"""A report of equity as it is kept: plain data, small numbers taken out, every figure a text in its unit.

Money in pounds to the penny, days and shares (in a hundred) to a tenth, levels to a hundredth, chances to a millionth
of a millionth. A figure that is not there is null: its group is too small to be shown, or nobody outside it is like it.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any, Final

from engine.equity.cases import DIMENSIONS
from engine.equity.compared import Comparison, Group, Report
from engine.equity.drift import Scorer, scorers
from engine.equity.measures import Measure

PLACES: Final = {
    "pence": (Fraction(100), 2), "days": (Fraction(1), 1), "share": (Fraction(1, 100), 1), "levels": (Fraction(1), 2),
}  # fmt: skip
"""By unit of the engine: how much of it is one of the unit that is written, and how many decimals are."""
UNITS: Final = {"pence": "pounds", "days": "days", "share": "in a hundred", "levels": "levels"}
Found = Mapping[str, Any]


def document_of(report: Report) -> dict[str, Any]:
    """Everything that was compared, in the report's order."""
    return {
        "rate": text_of(report.rate, 2),
        "confidence": text_of(report.confidence, 2),
        "least": report.least,
        "cases": report.cases,
        "made": report.made,
        "inside": [list(pair) for pair in report.inside],
        "comparisons": [_comparison(each) for each in report.comparisons],
        "alarms": len(report.alarms),
        "scorers": [_scorer(each) for each in scorers(report) if each.dimension == "partnership"],
    }


def text_of(value: Fraction | None, places: int) -> str | None:
    """A fraction as a decimal text, half to even; None of None."""
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN))


def comparisons_of(found: Found, measure: str) -> list[Found]:
    """The comparisons by a measure, in order."""
    return [each for each in found["comparisons"] if each["measure"] == measure]


def measures_of(found: Found) -> dict[str, Found]:
    """The first comparison by each measure, by its name, in order: what a measure is called, and its unit."""
    measures: dict[str, Found] = {}
    for each in found["comparisons"]:
        measures.setdefault(each["measure"], each)
    return measures


def alarms_of(found: Found) -> list[tuple[Found, Found]]:
    """What stands out, least likely by chance first: the comparison, and the group in it."""
    flagged = [(each, group) for each in found["comparisons"] for group in each["groups"] if group["flagged"]]
    return sorted(flagged, key=lambda pair: (Decimal(pair[1]["p"]), pair[0]["measure"], pair[0]["dimension"]))


def dimension_words(dimension: str) -> str:
    """What groups are of."""
    return DIMENSIONS.get(dimension, dimension.replace("_", " ").capitalize())


def sheet_heads() -> Sequence[str]:
    """The heads of a report as a table."""
    return (
        "Measure", "Unit", "Groups of", "Group", "Standing", "Cases", "Observed", "At like cases elsewhere",
        "Difference", "From", "Until", "Chance alone", "Corrected for all comparisons", "Stands out",
    )  # fmt: skip


def sheet_rows(found: Found) -> Iterator[tuple[str | int | Decimal | None, ...]]:
    """A row a group of each comparison."""
    for each in found["comparisons"]:
        for group in each["groups"]:
            figures = (_number(group[name]) for name in ("observed", "expected", "difference", "low", "high", "p"))
            yield (
                each["title"], UNITS[each["unit"]], dimension_words(each["dimension"]), group["name"],
                group["standing"], group["n"], *figures, _number(group["adjusted"]),
                "yes" if group["flagged"] else "no",
            )  # fmt: skip


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _comparison(found: Comparison) -> dict[str, Any]:
    measure = found.measure
    return {
        "measure": measure.name,
        "title": measure.title,
        "unit": measure.unit,
        "at_like_evidence": measure.at_like_evidence,
        "dimension": found.dimension,
        "n": found.n,
        "observed": _figure(measure, found.observed),
        "strata": found.strata,
        "alike": list(found.alike),
        "once": found.once,
        "groups": [_group(measure, each) for each in found.groups],
    }


def _scorer(found: Scorer) -> dict[str, Any]:
    """How a partnership scores, by both witnesses: "high", "low", "alike" or "unsaid"."""
    return {
        "name": found.name,
        "by_evidence": found.by_evidence,
        "by_moderation": found.by_moderation,
        "confirmed": found.confirmed,
        "strands": [measure.title for measure, _ in found.strands],
    }


def _group(measure: Measure, group: Group) -> dict[str, Any]:
    figures = {
        name: _figure(measure, getattr(group, name)) for name in ("observed", "expected", "difference", "low", "high")
    }
    return {
        "name": group.name,
        "standing": group.standing,
        "n": group.n,
        **figures,
        "p": text_of(group.p, 12),
        "adjusted": text_of(group.adjusted, 12),
        "method": group.method,
        "flagged": group.flagged,
        "within": [list(pair) for pair in group.within],
    }


def _figure(measure: Measure, value: Fraction | None) -> str | None:
    unit, places = PLACES[measure.unit]
    return None if value is None else text_of(Fraction(value) / unit, places)
