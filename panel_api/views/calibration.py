"""A calibration as its page and its command tell it: what was asked, each value, what binds, and the trade-off."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from engine.amounts import listing, money_words
from engine.calibrating.target import DEMANDS
from panel_api.services.calibration_asked import percent_words
from panel_api.views.scales import round_step, short_money

WIDTH: Final = 560
HEIGHT: Final = 250
_LEFT, _TOP, _BOTTOM = 62, 22, 200
_NAMED: Final = 3
"""So many schools or values are named where a demand binds; the rest are counted."""


def calibration_view(spec: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    """Everything in words and in whole pence."""
    table = result["kind"] == "table"
    return {
        "value": spec["value"],
        "table": table,
        "by": [each.replace("_", " ").capitalize() for each in result["by"]],
        "asked": asked_words(spec, table=table),
        "found": result["found"] is not None,
        "met": result["met"],
        "headline": _headline(spec, result),
        "notes": _notes(result),
        "rows": [_row(each, table=table) for each in result["rows"]],
        "nearest": result["nearest"] is not None,
        "conflict": _conflict(spec, result, table=table),
        "binding": [_binds(each, spec, table=table) for each in result["binding"]],
        "totals": [
            _total(words, result[key])
            for key, words in (("wished", "As wished"), ("found", "As found"), ("nearest", "What comes nearest"))
            if result[key] is not None
        ],
        "curves": [
            _curve("within", "How near the target must be kept", result["within"], spec["within"]),
            _curve("falls", "How far a school may fall", result["falls"], spec["school_fall"]),
        ],
    }


def asked_words(spec: Mapping[str, Any], *, table: bool) -> list[str]:
    """Each demand in a sentence."""
    goal = "what the text in force costs" if spec["total"] is None else f"{money_words(_pence(spec['total']))} a year"
    near = money_words(_pence(spec["within_pounds"])) if spec["within"] is None else percent_words(spec["within"])
    found = [f"The caseload costs {goal}, within {near} more or less."]
    step = money_words(spec["step"]) if table else str(spec["step"])
    found.append(f"Every value that changes is a multiple of {step}.")
    if spec["school_fall"] is not None:
        found.append(f"No school's awards together fall by more than {percent_words(spec['school_fall'])}.")
    if spec["award_fall"] is not None:
        found.append(f"No award falls by more than {percent_words(spec['award_fall'])}.")
    if spec["rising"] and table:
        found.append("A higher band is never worth less.")
    found += [f"In the same band: {' at most '.join(names)}." for names in spec["orders"]]
    if spec["fixed"]:
        found.append(f"These stay as they are: {listing(' '.join(key) for key in spec['fixed'])}.")
    for each in spec["bounds"]:
        low, high = (money_words(each[end]) if table else str(each[end]) for end in ("least", "most"))
        found.append(f"{' '.join(each['key'])} lies from {low} to {high}.")
    return found


def _headline(spec: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    if result["found"] is None:
        return "Nothing meets all that was asked."
    moved = sum(each["found"] != each["wished"] for each in result["rows"])
    found, wished = result["found"], result["wished"]
    values = f"{moved:,} of {len(result['rows']):,} values of {spec['value']} {'changes' if moved == 1 else 'change'}"
    if not moved:
        return "What was wished meets all that was asked: nothing need change."
    was = _difference(wished)
    now = _difference(found)
    return f"{values}. Beside the text in force, the caseload costs {was} as wished, and {now} as found."


def _difference(found: Mapping[str, Any]) -> str:
    pence, before = _pence(found["difference"]), _pence(found["before"])
    if not pence:
        return "the same"
    share = f" ({share_words(pence, before)})" if before else ""
    return f"{money_words(abs(pence))} a year {'more' if pence > 0 else 'less'}{share}"


def share_words(part: int, whole: int) -> str:
    """The size of a part in percent with two decimals."""
    return f"{(Decimal(abs(part)) * 100 / whole).quantize(Decimal('0.01'))}%"


def _notes(result: Mapping[str, Any]) -> list[str]:
    found = []
    if result["left"]:
        left = f"{result['left']:,} {'case has' if result['left'] == 1 else 'cases have'}"
        found.append(
            f"{left} an award by the text in force and none by this one: a person decides them, and they are in no sum."
        )
    if result["rounds"] > 1:
        found.append(f"It was sought {result['rounds']} times, because the values themselves settle which cases count.")
    if result["found"] is not None and not result["met"]:
        found.append("Run on every case it misses the target, since it settles other cases than were counted.")
    if not result["proved"]:
        found.append("The search ended at its limit: something better may exist.")
    return found


def _row(each: Mapping[str, Any], *, table: bool) -> dict[str, Any]:
    def said(text: str | None) -> str:
        if text is None:
            return "–"
        return money_words(_pence(text), table=True) if table else text

    change = "–"
    if each["found"] is not None:
        by = Decimal(each["found"]) - Decimal(each["wished"])
        words = money_words(int(abs(by) * 100), table=True) if table else str(abs(by))
        change = "stays" if not by else f"{'up' if by > 0 else 'down'} {words}"
    return {
        "key": [part.replace("_", " ") for part in each["key"]],
        "in_force": said(each["in_force"]),
        "wished": said(each["wished"]),
        "found": said(each["found"]),
        "change": "fixed" if each["fixed"] else change,
        "cases": each["cases"],
    }


def _conflict(spec: Mapping[str, Any], result: Mapping[str, Any], *, table: bool) -> list[str]:
    found = []
    for demand in result["conflict"]:
        words, loose = DEMANDS[demand], result["loosening"].get(demand)
        name = f"{words[:1].upper()}{words[1:]}"
        if loose is None:
            found.append(f"{name}: giving way here alone would not do.")
        else:
            found.append(f"{name}: all would be met with {_loosened(demand, loose, spec, table=table)}.")
    return found


def _loosened(demand: str, units: int, spec: Mapping[str, Any], *, table: bool) -> str:
    if demand == "cost":
        return f"{percent_words(units)} of the target more either way" if units >= 1 else "a little more either way"
    if demand == "schools":
        return f"a fall of up to {percent_words(spec['school_fall'] + units)}"
    if demand == "awards":
        return f"a fall of up to {percent_words(spec['award_fall'] + units)}"
    size = money_words(units * spec["step"]) if table else str(units)
    return f"up to {size} more or less"


def _binds(each: Mapping[str, Any], spec: Mapping[str, Any], *, table: bool) -> str:
    words = DEMANDS[each["demand"]]
    names = [name.replace("_", " ") for name in each["says"]]
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    where = f" ({', '.join(names[:_NAMED])}{more})" if names else ""
    if each["demand"] in ("cost", "schools", "awards"):
        looser = f"{percent_words(each['looser'])} more room"
    else:
        looser = f"{money_words(spec['step']) if table else spec['step']} more room"
    gain = _pence(each["gain"])
    gained = (
        f"would bring the awards {money_words(gain)} a year nearer to what was wished" if gain else "would gain nothing"
    )
    return f"{words[:1].upper()}{words[1:]}{where}: {looser} {gained}."


def _total(words: str, found: Mapping[str, Any]) -> dict[str, Any]:
    school = f" ({found['school']})" if found["school"] else ""
    return {
        "words": words,
        "cases": found["cases"],
        "before": _pence(found["before"]),
        "after": _pence(found["after"]),
        "difference": _pence(found["difference"]),
        "rising": found["rising"],
        "falling": found["falling"],
        "award_fall": percent_words(found["award_fall"]),
        "school_fall": percent_words(found["school_fall"]) + school,
    }


def _curve(name: str, title: str, points: Sequence[Mapping[str, Any]], asked: int | None) -> dict[str, Any]:
    rows = [
        {
            "limit": "no limit" if each["limit"] == 10_000 else percent_words(each["limit"]),
            "asked": each["limit"] == asked or (asked is None and each["limit"] == 10_000 and name == "falls"),
            "known": each["known"],
            "change": None if each["change"] is None else _pence(each["change"]),
            "difference": None if each["totals"] is None else _pence(each["totals"]["difference"]),
            "award_fall": "" if each["totals"] is None else percent_words(each["totals"]["award_fall"]),
            "school_fall": "" if each["totals"] is None else percent_words(each["totals"]["school_fall"]),
        }
        for each in points
    ]
    flat = len({(each["change"], each["difference"], each["school_fall"]) for each in rows}) == 1
    flat = flat and rows[0]["change"] is not None
    return {
        "name": name,
        "title": title,
        "rows": rows,
        "flat": flat,
        "picture": None if flat else _picture(title, rows),
    }


def _picture(title: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """A bar for each limit: how far the awards would lie from what was wished. None where no limit has an answer."""
    known = [each["change"] for each in rows if each["change"] is not None]
    if not known:
        return None
    step = round_step(max(*known, 100))
    top = -(-max(*known, 1) // step) * step
    apart = (WIDTH - _LEFT - 10) // len(rows)
    bars = []
    for number, each in enumerate(rows):
        height = 0 if each["change"] is None else each["change"] * (_BOTTOM - _TOP) // top
        word = short_money(each["change"]) if each["change"] is not None else "none" if each["known"] else "not known"
        bars.append(
            {
                "x": _LEFT + number * apart + apart // 6,
                "middle": _LEFT + number * apart + apart // 2,
                "width": apart * 2 // 3,
                "y": _BOTTOM - height,
                "height": height,
                "limit": each["limit"],
                "asked": each["asked"],
                "amount": word,
            }
        )
    marks = [(amount, _BOTTOM - amount * (_BOTTOM - _TOP) // top) for amount in range(0, top + 1, step)]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": WIDTH - 10,
        "bottom": _BOTTOM,
        "title": title,
        "says": "How far all awards together lie from what was wished, in pounds a year, at each limit. "
        "The table below has the same figures.",
        "grid": [{"y": y, "text": short_money(amount)} for amount, y in marks],
        "bars": bars,
    }


def _pence(pounds: str) -> int:
    return int(Decimal(pounds) * 100)
