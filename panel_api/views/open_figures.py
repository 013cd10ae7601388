"""A month of open figures as a page and as a spreadsheet shows it: tables side by side, and bars beside numbers."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from engine.open_figures.parts import Month
from engine.values import pence
from panel_api.services.open_parts import last_day_of
from panel_api.services.open_words import TITLES

Document = Mapping[str, Any]
"""A month as it was published (`services.open_figures`)."""
_WIDTH: Final = 320
"""Of the longest bar, in the chart's units."""
_STEP: Final = 40
COUNTY: Final = "The county"
HEADS: Final = ("Partnership", "Table", "Row", "Pounds in the financial year", "True of")


def month_words(month: str) -> str:
    """2026-10 → "October 2026"."""
    return f"{dt.date.fromisoformat(f'{month}-01'):%B %Y}"


def open_page(document: Document) -> dict[str, Any]:
    """What the page shows of a month. Amounts in pence; None is not shown. earlier: of which earlier month it is."""
    month = document["month"]
    everybody = [*document["partnerships"], {**document["county"], "name": COUNTY}]
    shown, all_ = _counted(document)
    return {
        "month": month,
        "month_words": month_words(month),
        "as_at": last_day_of(Month(*map(int, month.split("-")))),
        "financial_year": document["financial_year"],
        "fewest": document["fewest_children"],
        "per_cent": document["dominance_per_cent"],
        "chart": _chart(document),
        "partnerships": [_line(each, month) for each in everybody],
        "tables": [
            {
                "id": table,
                "title": title,
                "heads": [row["says"] for row in everybody[-1]["tables"][table]],
                "rows": [
                    {"name": each["name"], "cells": [_cell(each, row, month) for row in each["tables"][table]]}
                    for each in everybody
                ],
            }
            for table, title in TITLES.items()
            if table != "total"
        ],
        "shown": shown,
        "all": all_,
    }


def csv_rows(document: Document) -> Iterator[tuple[str, ...]]:
    """A line a figure, those that are not shown among them."""
    for each in (*document["partnerships"], {**document["county"], "name": COUNTY}):
        for table, title in TITLES.items():
            for row in each["tables"][table]:
                yield each["name"], title, row["says"], row["amount"] or "not shown", row["month"] or ""
        children = each["children"]
        number = "not shown" if children["number"] is None else str(children["number"])
        yield each["name"], "Children", "How many children", number, children["month"] or ""
        yield (
            each["name"],
            "Services",
            "Commissioned services",
            each["services"],
            document["month"],
        )
        pupils = "" if each["pupils"] is None else str(each["pupils"])
        yield each["name"], "Pupils", "Pupils on the rolls", pupils, document["month"]
        yield each["name"], "Per pupil", "All awards, for each pupil", each["per_pupil"] or "", ""


def _line(each: Document, month: str) -> dict[str, Any]:
    children = each["children"]
    return {
        "name": each["name"],
        "total": _cell(each, each["tables"]["total"][0], month),
        "per_pupil": None if each["per_pupil"] is None else pence(Decimal(each["per_pupil"])),
        "children": children["number"],
        "children_month": _earlier(each, children["month"], month),
        "services": pence(Decimal(each["services"])),
    }


def _cell(of: Document, row: Mapping[str, Any], month: str) -> dict[str, Any]:
    amount = None if row["amount"] is None else pence(Decimal(row["amount"]))
    return {"pence": amount, "earlier": _earlier(of, row["month"], month)}


def _earlier(of: Document, true_of: str | None, month: str) -> str | None:
    """Of which earlier month it is; the county's sums are of that month and later ones."""
    if true_of is None or true_of == month:
        return None
    words = month_words(true_of)
    return f"{words} or later" if of["name"] == COUNTY else f"as in {words}"


def _chart(document: Document) -> dict[str, Any] | None:
    """Bars of what awards come to for each pupil, the highest first; None where that is known of nobody."""
    known = [
        (pence(Decimal(each["per_pupil"])), each["name"])
        for each in document["partnerships"]
        if each["per_pupil"] is not None
    ]
    if not known:
        return None
    most = max(amount for amount, _ in known)
    bars = [
        {"name": name, "pence": amount, "width": _WIDTH * amount // most if most else 0, "top": 8 + _STEP * number}
        for number, (amount, name) in enumerate(sorted(known, key=lambda each: (-each[0], each[1])))
    ]
    return {"bars": bars, "width": _WIDTH + 90, "bar": _WIDTH, "height": 8 + _STEP * len(bars)}


def _counted(document: Document) -> tuple[int, int]:
    """How many figures of partnerships are shown, and how many there are in all."""
    rows = [row for each in document["partnerships"] for table in each["tables"].values() for row in table]
    return sum(row["amount"] is not None for row in rows), len(rows)
