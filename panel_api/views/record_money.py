"""The money of a record: which budget, what was uncommitted before and after, who consented, or why nobody had to."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.amounts import money_words
from engine.ledger.accounts import COUNTY_ACCOUNTS
from engine.values import pence
from panel_api.services.posting import year_words


def money_of(entry: Mapping[str, Any], opened: Mapping[str, Any]) -> list[tuple[str, str]] | None:
    """Rows of key and value; None where no money was moved, as in every record of formats 1 and 2."""
    budget = entry.get("budget")
    if not isinstance(budget, dict) or "account" not in budget:
        return None
    figures = opened.get("/budget/figures", {})
    year = year_words(budget["year"])
    rows = [("Account", account_name(budget["account"])), ("Award", budget["award"])]
    if figures:
        seen = figures.get("seen")
        looked = f" (when the decider looked: {_pounds(seen)})" if seen and seen != figures["before"] else ""
        rows.append(("Uncommitted before", f"{_pounds(figures['before'])} for {year}{looked}"))
        rows.append(("Committed this year", _pounds(figures["this_year"])))
        if figures["released"] != "0.00":
            rows.append(("Given back this year", _pounds(figures["released"])))
        rows.append(("Uncommitted after", _pounds(figures["after"])))
        rows += [(_other(int(each), budget["year"]), _pounds(text)) for each, text in figures["other_years"].items()]
        rows += [(f"Given back to {account_name(code)}", _pounds(text)) for code, text in figures["elsewhere"].items()]
    consent = budget.get("consent") or {}
    if "by" in consent and opened:
        rows.append(("Who consented", str(opened.get("/budget/consent/by"))))
        rows.append(("How they consented", str(opened.get("/budget/consent/words"))))
    elif consent:
        rows.append(("Consent", consent["words"] if "by" not in consent else "It was given; by whom was disposed of."))
    return rows


def account_name(code: str) -> str:
    """An account as sentences tell it: "North partnership", "Specialist placements"."""
    if code in COUNTY_ACCOUNTS:
        return COUNTY_ACCOUNTS[code][1]
    return f"{code.removeprefix('partnership:')} partnership"


def _other(year: int, own: int) -> str:
    return f"First call on {year_words(year)}" if year > own else f"Committed of {year_words(year)}"


def _pounds(text: str) -> str:
    return money_words(pence(Decimal(text))).replace("−", "−\u2060")
