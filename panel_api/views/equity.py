"""A report of equity as its pages show it: the answer first, what stands out with what to do next, then every measure.

found: as `services.equity_shown` gives it, with the names that whoever reads it may know.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from engine.amounts import listing, money_words
from panel_api.services.equity_document import Found, alarms_of, comparisons_of, dimension_words, measures_of
from panel_api.views.equity_picture import dots

LEVEL: Final = "level."
"""What the names of the measures of single strands begin with."""
WORDS: Final[Mapping[str, str]] = {
    "award": "Awards for a year, of cases that were agreed with an amount.",
    "wait": "Days from the request to the decision.",
    "overridden": "How many in a hundred were decided otherwise than advised, where there was advice to hold them "
    "against.",
    "agreed": "How many in a hundred were given what was asked.",
    "missing": "Of how many in a hundred something that the rulebook asks for was not there when it was decided.",
    "levels": "Levels scored, all strands together, of cases with like evidence: the same main type of need, a plan "
    "that costs about as much, and about as much standing behind it.",
    "moderated": "By how many levels, all strands together, cases were scored above what moderators gave them.",
}
"""What each measure is, in a sentence."""
NEXT: Final[Mapping[str, str]] = {
    "award": "Read the records of this group that were decided otherwise than advised, and ask whether the reasons "
    "given would have held elsewhere. Then look at what the band was worth where the child is.",
    "wait": "Look where these requests waited: for what was missing, for a sitting, for a reply.",
    "overridden": "Read these records. To vary the advice is what a panel is for; ask whether like cases elsewhere "
    "were varied for the same reasons.",
    "agreed": "Read the refusals of this group, and the reasons, beside those of like cases elsewhere.",
    "missing": "Ask what keeps this group from sending it: forms, waiting lists, or nobody to ask. Then change that, "
    "not the children.",
    "levels": "Have some of these cases scored again by others who do not know whose they are (moderation), and talk "
    "over the descriptors where they differ.",
    "moderated": "Talk over the descriptors with whoever scored these cases first.",
}
CANNOT: Final = (
    "If whoever scores the levels sees need differently in two places, awards at the same assessed need look alike and "
    "still are not. That is what the part on scoring is for: it holds like evidence beside the levels given.",
    "Who never asked is not here. A group that asks seldom, or gives up, shows in no comparison of decisions.",
    "A group that does not stand out may still be treated unlike: few cases hide much. The range beside each figure "
    "says how much.",
    "Whatever stands out is a reason to look, never a finding about anybody.",
)
"""What a report cannot show."""


def report_view(found: Found) -> dict[str, Any]:
    """The whole of a report's first page."""
    measures = measures_of(found)
    alarms = [alarm_view(comparison, group) for comparison, group in alarms_of(found)]
    return {
        "answer": answer(found),
        "beside": _beside(found),
        "alarms": alarms,
        "measures": [
            {
                "name": name,
                "title": first["title"],
                "words": WORDS.get(name, ""),
                "by": [_cell(each) for each in comparisons_of(found, name)],
                **_first_chart(found, name, number),
            }
            for number, (name, first) in enumerate(measures.items())
            if not name.startswith(LEVEL) and name != "levels" and name != "moderated"
        ],
        "scoring": [
            (comparison, group)
            for comparison, group in alarms_of(found)
            if comparison["at_like_evidence"] or comparison["measure"] == "moderated"
        ],
        "suppressed": suppressed(found),
        "cannot": CANNOT,
        "cases": found["cases"],
        "least": found["least"],
    }


def measure_view(found: Found, measure: str) -> dict[str, Any]:
    """A measure by every dimension, each with its picture and its table."""
    comparisons = comparisons_of(found, measure)
    return {
        "measure": measure,
        "heading": comparisons[0]["title"],
        "words": WORDS.get(measure, "The level scored in this strand, of cases with like evidence."),
        "unit": comparisons[0]["unit"],
        "parts_shown": [comparison_view(each, number) for number, each in enumerate(comparisons)],
        "confidence": hundred(found["confidence"]),
        "least": found["least"],
    }


def scoring_view(found: Found) -> dict[str, Any]:
    """Who scores high for like evidence: all strands together, by partnership and school, then each strand."""
    strands = [name for name in measures_of(found) if name.startswith(LEVEL)]
    every = [each for name in ("levels", "moderated") for each in comparisons_of(found, name)]
    return {
        "parts_shown": [
            {
                **comparison_view(each, number),
                "measure": each["measure"],
                "heading": each["title"],
                "words": WORDS[each["measure"]],
            }
            for number, each in enumerate(every)
        ],
        "strands": [_strand(each) for name in strands for each in comparisons_of(found, name)],
        "scorers": [_scorer(each) for each in found.get("scorers", [])],
        "confidence": hundred(found["confidence"]),
        "least": found["least"],
    }


_WAYS: Final = {
    "high": "Higher than others",
    "low": "Lower than others",
    "alike": "Like others",
    "unsaid": "Too few cases to say",
}


def _scorer(found: Found) -> dict[str, Any]:
    """A partnership by both witnesses, with what to do."""
    apart = {"high", "low"}
    if found["confirmed"]:
        then = "Both say so. Talk to those who score there, and score the cases again."
    elif found["by_moderation"] in apart:
        then = "Moderation says so, and it is the better witness. Score more cases again."
    elif found["by_evidence"] in apart or found["strands"]:
        then = "Have cases of theirs scored again by others: evidence never tells all of a need."
    else:
        then = "Nothing."
    return {
        "name": named(found),
        "by_evidence": _WAYS[found["by_evidence"]],
        "by_moderation": _WAYS[found["by_moderation"]],
        "strands": listing(found["strands"]) if found["strands"] else "None",
        "then": then,
    }


def comparison_view(comparison: Found, number: int) -> dict[str, Any]:
    """One comparison with its rows and its picture."""
    unit, dimension = comparison["unit"], comparison["dimension"]
    shown = [group for group in comparison["groups"] if group["standing"] == "compared"]
    rows = [_row(group, unit, place) for place, group in enumerate(shown, 1)]
    head = dimension_words(dimension)
    hidden = sum(group["standing"] == "suppressed" for group in comparison["groups"])
    alone = sum(group["standing"] == "alone" for group in comparison["groups"])
    return {
        "dimension": dimension,
        "head": head,
        "title": f"By {head if head[:3].isupper() else head[:1].lower() + head[1:]}",
        "alike": listing(comparison["alike"]) if comparison["alike"] else "",
        "strata": comparison["strata"],
        "n": comparison["n"],
        "rows": rows,
        "picture": dots(rows, unit, f"{comparison['title']}, by {head}", number),
        "hidden": hidden,
        "alone": alone,
        "says": _stand(sum(row["flagged"] for row in rows), len(rows)),
    }


def alarm_view(comparison: Found, group: Found) -> dict[str, Any]:
    """What stands out, in sentences: the size, how sure, and what to do next."""
    unit, difference = comparison["unit"], Decimal(group["difference"])
    size = figure(unit, str(abs(difference)))
    way = "more" if difference > 0 else "less"
    inside = [other for _, other in group["within"]]
    return {
        "measure": comparison["measure"],
        "title": comparison["title"],
        "name": named(group),
        "of": dimension_words(comparison["dimension"]),
        "inside": listing(inside) if inside else "",
        "says": f"{figure(unit, group['observed'])} over {group['n']:,} cases; {figure(unit, group['expected'])} at "
        f"like cases elsewhere: {size} {way}{_range(unit, group, way)}. {_chance(group['adjusted'])}",
        "next": NEXT.get(comparison["measure"], NEXT["levels"]),
        "alike": listing(comparison["alike"]) if comparison["alike"] else "",
    }


def answer(found: Found) -> str:
    """The answer of a report, in two sentences."""
    many, made, once = found["alarms"], found["made"], int(1 / Decimal(found["rate"]))
    if not made:
        return "There was nothing to compare: too few cases were decided in these days."
    stands = "none stands out" if not many else "1 stands out" if many == 1 else f"{many} stand out"
    return (
        f"Of {made:,} comparisons, {stands} beyond chance. If nothing were unfair, a report like this would raise a "
        f"false alarm at most once in {once}."
    )


def suppressed(found: Found) -> int:
    """How many groups of all comparisons are too small to be shown."""
    return sum(group["standing"] == "suppressed" for each in found["comparisons"] for group in each["groups"])


def figure(unit: str, text: str | None, *, signed: bool = False, table: bool = False) -> str:
    """A figure in its unit: £2,340; 12.4 days; 8.1 in 100; 3.20 levels. signed: with a sign before it."""
    if text is None:
        return "–"
    value = Decimal(text)
    sign = ("−" if value < 0 else "+" if value > 0 else "") if signed else "−" if value < 0 else ""
    size = abs(value)
    if unit == "pence":
        return sign + money_words(int(size * 100), table=table) if table else sign + money_words(int(round(size) * 100))
    after = "" if table else {"days": " days", "share": " in 100", "levels": " levels"}[unit]
    return f"{sign}{size:,f}{after}"


def named(group: Found) -> str:
    """What a group is called."""
    name = str(group["name"])
    return name[:1].upper() + name[1:]


def hundred(text: str) -> int:
    """A share as so many in a hundred."""
    return int(Decimal(text) * 100)


def _row(group: Found, unit: str, place: int) -> dict[str, Any]:
    def number(name: str) -> Decimal | None:
        return None if group[name] is None else Decimal(group[name])

    difference = number("difference") or Decimal(0)
    return {
        "row": place,
        "name": named(group),
        "n": group["n"],
        "observed": figure(unit, group["observed"], table=True),
        "expected": figure(unit, group["expected"], table=True),
        "differs": figure(unit, group["difference"], signed=True, table=True),
        "reach": "–"
        if group["low"] is None
        else f"{figure(unit, group['low'], signed=True, table=True)} to "
        f"{figure(unit, group['high'], signed=True, table=True)}",
        "difference": difference,
        "low": number("low"),
        "high": number("high"),
        "flagged": group["flagged"],
        "standing": "In line" if not group["flagged"] else f"Stands out, {'higher' if difference > 0 else 'lower'}",
    }


def _range(unit: str, group: Found, way: str) -> str:
    """The range of a difference in words; nothing where it has none."""
    if group["low"] is None:
        return ""
    low, high = sorted((Decimal(group["low"]), Decimal(group["high"])), key=abs)
    if (low < 0) != (high < 0):
        return ""
    return f" (likely between {figure(unit, str(abs(low)))} and {figure(unit, str(abs(high)))} {way})"


def _chance(adjusted: str) -> str:
    """How seldom chance would give as much anywhere in a report."""
    value = Decimal(adjusted)
    once = int(1 / value) if value else 1_000_000
    return f"With all comparisons counted, chance alone would give as much at most once in {once:,} reports."


def _beside(found: Found) -> str:
    by_chance = Decimal(found["rate"]) * found["made"]
    if by_chance < 1 or not found["made"]:
        return ""
    return (
        f"Had each comparison been judged by itself, chance alone would make about {round(by_chance)} of them stand "
        "out; so all are judged together."
    )


def _cell(comparison: Found) -> dict[str, Any]:
    compared = [group for group in comparison["groups"] if group["standing"] == "compared"]
    return {
        "dimension": comparison["dimension"],
        "head": dimension_words(comparison["dimension"]),
        "compared": len(compared),
        "flagged": sum(group["flagged"] for group in compared),
        "hidden": sum(group["standing"] == "suppressed" for group in comparison["groups"]),
    }


def _first_chart(found: Found, measure: str, number: int) -> dict[str, Any]:
    """A measure's comparison by partnership, where there is one: otherwise its first."""
    every = comparisons_of(found, measure)
    first = next((each for each in every if each["dimension"] == "partnership"), every[0])
    return {"first": comparison_view(first, number)}


def _strand(comparison: Found) -> dict[str, Any]:
    rows = comparison_view(comparison, 0)["rows"]
    ordered = sorted(rows, key=lambda row: row["difference"])
    return {
        "measure": comparison["measure"],
        "title": comparison["title"],
        "n": comparison["n"],
        "lowest": ordered[0] if ordered else None,
        "highest": ordered[-1] if ordered else None,
        "flagged": [row for row in rows if row["flagged"]],
    }


def _stand(many: int, of: int) -> str:
    if not of:
        return "No group could be compared."
    return f"{many or 'None'} of {of} stand{'s' if many < 2 else ''} out."
