"""What a case does to a budget: the account, this year, the next year's first call, before and after; never a reason.

And where an award does not fit, what a person may lawfully choose, each with its cost, none of them chosen.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from engine.amounts import day_words, money_words
from engine.ledger.accounts import slug
from engine.values import pence
from panel_api.models import Award, AwardTerm
from panel_api.services.charge import Charge
from panel_api.services.outlook import Outlook
from panel_api.services.posting import year_words
from panel_api.views.record_money import account_name

_STATUTORY: Final = (
    "Law requires this support, so a county statutory account pays for it. That account may be overspent, and what is "
    "left in it never stands in the way. A budget never changes the band."
)
_FITS: Final = "It fits what is uncommitted this year. A budget never changes the band."


def money_view(outlook: Outlook | None) -> dict[str, Any] | None:
    """The part of the page; None where it is not told, and then what was stated stands there."""
    if outlook is None:
        return None
    account, charge = outlook.account, outlook.charge
    return {
        "account": account.name if account else "",
        "address": f"/budget/{slug(account.code)}" if account else "",
        "wrong": f"{outlook.wrong.wrong[:1].upper()}{outlook.wrong.wrong[1:]}. {outlook.wrong.remedy}."
        if outlook.wrong
        else "",
        "rows": _rows(outlook, charge) if account else [],
        "fits": _fits(outlook, charge),
        "alarm": _alarm(outlook),
        "ways": ways_view([each.to_json() for each in outlook.ways]),
        "awards": [_award(*each) for each in outlook.awards],
    }


def frozen_view(money: Mapping[str, Any]) -> dict[str, Any]:
    """The same as it stood when papers were frozen (`Outlook.to_json`)."""
    year = year_words(money["year"])
    rows = [(f"Uncommitted for {year}", pounds_said(money["uncommitted"]))]
    if "this_year" in money:
        rows.append((f"This year, {year}", pounds_said(money["this_year"])))
        rows += [(_called(int(each), money["year"]), pounds_said(text)) for each, text in money["other_years"].items()]
        rows.append(("Uncommitted after", pounds_said(money["after"])))
    said = _STATUTORY if money["statutory"] else "The band stands, whatever is left: a budget never changes it."
    return {
        "account": account_name(money["account"]),
        "address": f"/budget/{slug(money['account'])}",
        "wrong": "",
        "alarm": None,
        "rows": rows,
        "fits": f"As the papers were frozen. {said}",
        "ways": ways_view(money["choices"]),
        "awards": [],
    }


def ways_view(choices: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Each way on (`Way.to_json`) as a lead and a sentence. address: where it is asked for, if anywhere."""
    found = []
    for each in choices:
        lead, said = _way(each)
        asked = {"taker": each.get("taker"), "amount": each.get("short"), "year": each.get("year")}
        address = f"/virements?{urlencode(asked)}#ask" if each["choice"] == "virement" else ""
        found.append({"lead": lead, "words": said, "address": address})
    return found


def _rows(outlook: Outlook, charge: Charge | None) -> list[tuple[str, str]]:
    year = year_words(outlook.year)
    if charge is None or charge.new is None:
        return [(f"Uncommitted for {year}", pounds(outlook.uncommitted))]
    term = charge.new.term
    until = f" until {day_words(term.until_day)}" if term.until_day else ""
    rate = f"{money_words(term.pence_a_year)} a year from {day_words(term.from_day)}{until}"
    rows = [(f"This year, {year}", f"{pounds(charge.takes)} ({rate})")]
    rows += [(_called(each, outlook.year), pounds(amount)) for each, amount in charge.other_years.items()]
    rows.append(("Uncommitted now", pounds(charge.before)))
    if charge.back:
        rows.append(("Given back by what it replaces", pounds(charge.back)))
    rows.append(("Uncommitted after", pounds(charge.after)))
    return rows


def _alarm(outlook: Outlook) -> dict[str, str] | None:
    """What the account's early alarm says, where it rings."""
    if outlook.alarm is None or outlook.alarm.state != "rings":
        return None
    return {"sentence": outlook.alarm.sentence, "evidence": outlook.alarm.evidence}


def _called(year: int, now: int) -> str:
    return f"First call on {year_words(year)}" if year > now else f"Of {year_words(year)}"


def _fits(outlook: Outlook, charge: Charge | None) -> str:
    if outlook.statutory:
        return _STATUTORY
    if charge is None:
        return "A budget never changes the band."
    if not charge.short:
        return _FITS
    year, wanting = next(iter(charge.short.items()))
    wants = f"{money_words(wanting)} is wanting in {year_words(year)}"
    return f"It does not fit: {wants}. The band stands: a budget never changes it."


def _award(award: Award, term: AwardTerm) -> tuple[str, str]:
    """An award's reference, and "£4,680 a year from 20 September 2026"."""
    if term.pence_a_year == 0:
        return award.reference, f"not paid from {day_words(term.from_day)} on"
    until = f" until {day_words(term.until_day)}" if term.until_day else ""
    return award.reference, f"{money_words(term.pence_a_year)} a year from {day_words(term.from_day)}{until}"


def _way(way: Mapping[str, Any]) -> tuple[str, str]:
    this_year = money_words(pence(Decimal(way["this_year"])))
    later = "".join(
        f" {money_words(pence(Decimal(text)))} of {year_words(int(year))} is a first call."
        for year, text in way["other_years"].items()
    )
    match way["choice"]:
        case "start_later":
            day = day_words(dt.date.fromisoformat(way["from"]))
            return f"Start on {day}", f"The earliest day from which it fits. It takes {this_year} of this year.{later}"
        case "virement":
            short = money_words(pence(Decimal(way["short"])))
            gives = f"Another budget gives the {short} that is wanting, by two signatures."
            return "Move money between budgets", f"{gives} It then takes {this_year} of this year.{later}"
        case "later_panel":
            return "Take it to a later panel", "Nothing is committed now. The case waits, and its band with it."
        case _:
            return "Do not agree it, with reasons", "Nothing is committed. The band of need is not changed by it."


def pounds_said(text: str) -> str:
    """The same from the form it has outside: "2474.63"."""
    return pounds(pence(Decimal(text)))


def pounds(amount: int) -> str:
    """A sum whose minus stays with its pounds."""
    return money_words(amount).replace("−", "−\u2060")
