"""Decisions otherwise than advised, as a page, a picture and a table show them."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final
from urllib.parse import urlencode

from engine.amounts import day_words, listing, money_words
from engine.auditing.control import Chart, Counted, Held, chart
from panel_api.roles import ABOUT
from panel_api.services.reasons import REASONS
from panel_api.store.audit_rates import Orders, Varied
from panel_api.store.record_search import RecordFilter
from panel_api.views.control_chart import control_chart, percent

BY: Final = {
    "partnership": ("Partnership", "partnerships"),
    "sitting": ("Sitting", "sittings"),
    "role": ("Role of who decided", "roles"),
    "month": ("Month", "months"),
    "reason": ("Reason given", "reasons"),
}
STANDINGS: Final = {
    "inside": "Inside",
    "above": "Outside, above",
    "below": "Outside, below",
    "few": "Too few to say",
    "none": "None",
}
_FILTERS: Final = {"partnership": "partnership", "sitting": "sitting", "reason": "reason_code"}
_NO_NAME: Final = {"partnership": "No partnership, or disposed of", "sitting": "Outside any sitting"}
_REASONS: Final = {code: words for each in REASONS.values() for code, words in each.items()}


def rates_view(by: str, groups: Sequence[Varied], orders: Orders, wanted: RecordFilter) -> dict[str, Any]:
    """All that the page says of one grouping."""
    held = chart(Counted(each.name, each.varied, each.compared) for each in groups)
    whole = Varied("", *(sum(getattr(each, name) for each in groups) for name in _SUMMED))
    limited = by != "reason"
    outside = _outside(by, held) if limited else ""
    return {
        "by": by,
        "head": BY[by][0],
        "whole": whole,
        "rate": percent(held.centre),
        "says": _says(whole, held.centre),
        "outside": outside,
        "limited": limited,
        "by_chance": _chance(held) if limited else "",
        "picture": control_chart(held, f"Decisions otherwise than advised, by {BY[by][0].lower()}", _drawn(held, by))
        if limited
        else None,
        "rows": [_row(by, of, each, whole, wanted) for of, each in zip(groups, held.groups, strict=True)],
        "orders": orders,
        "orders_says": _orders(orders),
        "orders_href": _address(wanted, kind="carried_out"),
        "varied_href": _address(wanted, varied="varied"),
    }


def sheet_rows(view: dict[str, Any]) -> list[tuple[str | int | None, ...]]:
    """The table as a spreadsheet has it."""
    return [
        (
            row["name"], row["compared"], row["varied"], row["rate"], row["fewest"], row["most"], row["standing"],
            row["up"], row["down"], row["otherwise"], row["up_pence"], row["down_pence"],
        )
        for row in view["rows"]
    ]  # fmt: skip


def group_words(by: str, name: str) -> str:
    """A group in words."""
    if not name:
        return _NO_NAME.get(by, "Not recorded, or disposed of")
    if by == "role":
        return ABOUT[name].name if name in ABOUT else name.replace("_", " ").capitalize()
    if by == "month":
        return f"{dt.date(int(name[:4]), int(name[5:]), 1):%B %Y}"
    return _REASONS.get(name, name.replace("_", " ").capitalize()).rstrip(".") if by == "reason" else name


_SUMMED: Final = ("compared", "varied", "up", "down", "up_pence", "down_pence")


def _row(by: str, of: Varied, held: Held, whole: Varied, wanted: RecordFilter) -> dict[str, Any]:
    share = Fraction(of.varied, whole.varied) if whole.varied else None
    return {
        "name": group_words(by, of.name),
        "compared": of.compared,
        "varied": of.varied,
        "rate": percent(held.rate if by != "reason" else share),
        "fewest": held.fewest if by != "reason" else None,
        "most": held.most if by != "reason" else None,
        "standing": STANDINGS[held.standing] if by != "reason" else "",
        "outside": by != "reason" and held.standing in ("above", "below"),
        "up": of.up,
        "down": of.down,
        "otherwise": of.otherwise,
        "up_pence": of.up_pence,
        "down_pence": of.down_pence,
        "href": _drill(by, of.name, wanted),
    }


def _drill(by: str, name: str, wanted: RecordFilter) -> str | None:
    """The search for a group's decisions that varied; None where the search has no such filter."""
    if by == "month":
        first = dt.date(int(name[:4]), int(name[5:]), 1)
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        return _address(wanted, varied="varied", from_day=first.isoformat(), to_day=last.isoformat())
    return _address(wanted, varied="varied", **{_FILTERS[by]: name}) if name and by in _FILTERS else None


def _address(wanted: RecordFilter, **more: str) -> str:
    days = {name: str(value) for name, value in wanted.given().items()}
    return f"/records?{urlencode({**days, **more})}"


def _says(whole: Varied, centre: Fraction | None) -> str:
    if centre is None:
        return "No decision of these days can be held against advice."
    parts = [f"{whole.up:,} awarded more", f"{whole.down:,} awarded less"]
    parts.append(f"{whole.otherwise:,} varied something that is no amount")
    money = f"More comes to {money_words(whole.up_pence)} a year, less to {money_words(whole.down_pence)} a year."
    return (
        f"Of {whole.compared:,} decisions that can be held against advice, {whole.varied:,} ({percent(centre)}) varied "
        f"it: {listing(parts)}. {money}"
    )


def _outside(by: str, held: Chart) -> str:
    found = held.outside
    many = len([each for each in held.groups if each.standing != "none"])
    if not found:
        return f"None of {many} {BY[by][1]} lies outside what chance would give."
    told = [
        f"{group_words(by, each.group.name)} ({each.group.count} of {each.group.of}; inside is {each.fewest} to "
        f"{each.most})"
        for each in found[:6]
    ]
    more = f" and {len(found) - 6} more" if len(found) > 6 else ""
    return f"{len(found)} of {many} {BY[by][1]} lie outside what chance would give: {'; '.join(told)}{more}."


def _chance(held: Chart) -> str:
    hundredths = round(held.by_chance * 100)
    return f"{hundredths // 100}.{hundredths % 100:02}" if hundredths else "less than 0.01"


def _drawn(held: Chart, by: str) -> str:
    outside = len(held.outside)
    return (
        f"A dot for each of {len(held.groups)} {BY[by][1]}; the bar behind it is what chance would give. "
        f"{outside} outside. The number under a dot is its row in the table below."
    )


def _orders(orders: Orders) -> str:
    if not orders.many:
        return "No order of the tribunal was carried out in these days."
    return f"{orders.many:,} order{'s' if orders.many != 1 else ''} of the tribunal {_were(orders.many)} carried out."


def _were(many: int) -> str:
    return "were" if many != 1 else "was"


def days_words(wanted: RecordFilter) -> str:
    """From when until when, in words."""
    first, last = wanted.from_day, wanted.to_day
    if first and last:
        return f"From {day_words(first)} to {day_words(last)}."
    return f"From {day_words(first)}." if first else f"Up to {day_words(last)}." if last else "All there are."
