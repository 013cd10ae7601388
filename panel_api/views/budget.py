"""A budget as its page tells it: four figures in words, months against profile, news, pressures, awards."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from engine.amounts import money_words
from engine.days import financial_year, financial_year_days, month_of_year
from engine.ledger.accounts import slug
from engine.ledger.entries import ENTRY_KINDS
from engine.ledger.figures import Figures
from panel_api.services.budget import AwardLine, Budget, News, Pressures, View
from panel_api.services.posting import year_words
from panel_api.services.statements import Held
from panel_api.store.budget import Balance
from panel_api.views.spend_chart import chart

MEASURES: Final = {
    "allocated": "Allocated",
    "vired": "Moved by virement",
    "carried": "Carried forward",
    "held": "Allocation, with what was moved and carried",
    "committed": "Committed",
    "paid": "Paid",
    "released": "Released",
    "handed": "Cash that the host school holds",
    "called": "First calls",
    "due_in": "Due from other authorities",
    "received": "Received from other authorities",
    "outstanding": "Outstanding commitments",
    "uncommitted": "Uncommitted balance",
    "spent": "Paid and outstanding",
    "council_cash": "Cash that the council holds",
    "income_outstanding": "Due from other authorities and not yet received",
}
"""What each figure is called on pages."""


def address(view: View, **more: object) -> str:
    """The address of an account's page, in the same year and as known on the same day."""
    asked = {"year": view.year, "known": view.known_on, **more}
    return f"/budget/{slug(view.account.code)}?{urlencode({name: value for name, value in asked.items() if value})}"


def opens(view: View, measure: str, **more: object) -> str:
    """The address that opens a figure to its entries."""
    asked = {"account": slug(view.account.code), "year": view.year, "measure": measure, "known": view.known_on, **more}
    return f"/ledger?{urlencode({name: value for name, value in asked.items() if value is not None})}"


def account_view(budget: Budget, today: dt.date, heading: dict[str, Any] | None = None) -> dict[str, Any]:
    """The page of one account. heading: where it is heading, as `views.forecast` has it, for the year that it is."""
    view, figures = budget.view, budget.figures
    months = months_view(budget, today, heading["rows"] if heading else [])
    ends = heading["this_year"] if heading else None
    return {
        "title": view.account.name,
        "account": view.account,
        "slug": slug(view.account.code),
        "year": view.year,
        "year_words": year_words(view.year),
        "known_on": view.known_on,
        "own_address": address(view),
        "years": _years_beside(view, today),
        "four": four_figures(view, figures),
        "said": said(view, figures),
        "cash": cash(view, figures),
        "income": income(view, figures),
        "months": months,
        "chart": chart(figures, months, (ends["low"], ends["high"]) if ends else None),
        "heading": heading,
        "profile": heading["profile"] if heading else "every day of the year the same",
        "news": _news(view, budget.news) if budget.news else None,
        "pressures": _pressures(view, budget.pressures) if budget.pressures else None,
        "next_year": _next_year(view, budget.next_year),
        "awards": [award_view(view, each) for each in budget.awards],
        "all_awards": {
            name: {"pence": getattr(figures, name), "href": opens(view, name)}
            for name in ("spent", "paid", "outstanding")
        },
        "more": address(view, before=budget.more_after) if budget.more_after else None,
    }


def four_figures(view: View, figures: Figures) -> list[dict[str, Any]]:
    """Allocation, paid, outstanding, uncommitted: the first less the next two is the last."""
    over = figures.uncommitted < 0
    return [
        _figure(view, "held", "Allocation", figures.held, _made_of(figures)),
        _figure(view, "paid", "Paid", figures.paid, "What has left the account."),
        _figure(view, "outstanding", "Outstanding commitments", figures.outstanding, "Agreed and not yet paid."),
        _figure(
            view,
            "uncommitted",
            "Overspent by" if over else "Uncommitted balance",
            abs(figures.uncommitted),
            "More is agreed than the account holds." if over else "What can still be agreed.",
        ),
    ]


def said(view: View, figures: Figures) -> str:
    """The four figures in a sentence."""
    if not figures.held and not figures.spent:
        return f"Nothing is allocated to this account for {year_words(view.year)}, and nothing is agreed."
    told = (
        f"Of {money_words(figures.held)} for {year_words(view.year)}, {money_words(figures.paid)} is paid and "
        f"{money_words(figures.outstanding)} is agreed and not yet paid."
    )
    if figures.uncommitted >= 0:
        return f"{told} {money_words(figures.uncommitted)} is left to agree."
    overspent = f"{told} The account is overspent by {money_words(-figures.uncommitted)}."
    if view.account.kind == "county_statutory":
        return f"{overspent} What law requires is paid all the same: nobody waits for this account."
    return overspent


def cash(view: View, figures: Figures) -> dict[str, Any] | None:
    """Cash that the council holds apart from cash that a host school holds; None where no school holds any."""
    if not view.account.host_school and not figures.handed:
        return None
    return {
        "school": view.account.host_school,
        "council": figures.council_cash,
        "council_href": opens(view, "council_cash"),
        "handed": figures.handed,
        "handed_href": opens(view, "handed"),
    }


def income(view: View, figures: Figures) -> dict[str, Any] | None:
    """Income from other authorities, gross; None where there is none."""
    if not figures.due_in and not figures.received:
        return None
    return {
        name: {"pence": getattr(figures, name), "href": opens(view, name)}
        for name in ("due_in", "received", "income_outstanding")
    }


def months_view(budget: Budget, today: dt.date, known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each month: paid in it and up to it, agreed for the year by its end, and a profile of the allocation.

    known: what the forecast knows, by day; without it every day of the year counts the same, and no month says what had
    been agreed. What lies ahead has no payments.
    """
    expected = {each["day"]: each["expected"] for each in known}
    agreed = {month_of_year(each["day"]): each["committed"] for each in known if each["committed"] is not None}
    view, found = budget.view, []
    first, last = financial_year_days(view.year)
    days = (last - first).days + 1
    paid = {each.month: each.pence for each in budget.months if each.measure == "paid"}
    begun = financial_year(today) - view.year
    now = 12 if begun > 0 else 0 if begun < 0 else month_of_year(today)
    last_month, so_far = max([now, *paid]), 0
    for month in range(1, 13):
        ends = _month_end(view.year, month)
        profile = expected.get(ends, budget.figures.held * ((ends - first).days + 1) // days)
        so_far += paid.get(month, 0)
        there = month <= last_month
        found.append(
            {
                "month": month,
                "name": f"{ends:%B %Y}",
                "short": f"{ends:%b}",
                "paid": paid.get(month, 0) if there else None,
                "href": opens(view, "paid", month=month),
                "so_far": so_far if there else None,
                "agreed": agreed.get(month),
                "profile": profile,
                "differs": so_far - profile if there else None,
            }
        )
    return found


def award_view(view: View, line: AwardLine) -> dict[str, Any]:
    """An award as a row of the account's list."""
    award, figures = line.award, line.figures
    return {
        "reference": award.reference,
        "what": award.name or (f"Band {award.band}" if award.band else "Priced individually"),
        "service": award.kind == "service",
        "statutory": award.statutory,
        "case": line.case,
        "a_year": line.a_year,
        "from_day": line.from_day,
        "until_day": line.until_day,
        **{
            name: {"pence": getattr(figures, name), "href": opens(view, name, award=award.reference)}
            for name in ("spent", "paid", "outstanding")
        },
    }


def statements_view(held: Sequence[Held]) -> list[dict[str, Any]]:
    """Statement lines beside the ledger."""
    return [
        {
            "source": each.row.source,
            "figure": MEASURES[each.row.figure],
            "day": each.row.on_day,
            "pence": each.row.pence,
            "ledger": each.ledger,
            "differs": each.differs,
        }
        for each in held
    ]


def list_view(found: Sequence[Balance], year: int, known_on: dt.date | None) -> list[dict[str, Any]]:
    """Every account as a row, each figure with what opens it."""
    rows = []
    for each in found:
        view = View(each.account, year, known_on)
        figures = {name: getattr(each, name) for name in ("held", "paid", "outstanding", "uncommitted")}
        rows.append(
            {
                "account": each.account,
                "href": address(view),
                "figures": [
                    {"name": name, "pence": pence, "href": opens(view, name)} for name, pence in figures.items()
                ],
                "over": each.uncommitted < 0,
            }
        )
    return rows


def _figure(view: View, measure: str, label: str, pence: int, words: str) -> dict[str, Any]:
    return {"measure": measure, "label": label, "pence": pence, "words": words, "href": opens(view, measure)}


def _made_of(figures: Figures) -> str:
    parts = [f"{money_words(figures.allocated)} allocated"]
    if figures.vired:
        parts.append(f"{money_words(abs(figures.vired))} moved {'in' if figures.vired > 0 else 'out'} by virement")
    if figures.carried:
        what = "carried forward" if figures.carried > 0 else "taken by what was carried forward"
        parts.append(f"{money_words(abs(figures.carried))} {what}")
    return ", ".join(parts) + "."


def _news(view: View, news: News) -> dict[str, Any]:
    return {
        "since": news.since,
        "moved": [
            {
                "words": MEASURES[measure],
                "pence": pence,
                "href": opens(view, measure, since=news.sequence),
            }
            for measure, pence in news.moved.items()
        ],
        "lines": [
            {
                "entry": each.entry,
                "kind": ENTRY_KINDS[each.kind].words,
                "words": each.words,
                "pence": each.pence,
                "measure": MEASURES[each.measure],
                "award": each.award,
                "written_at": each.written_at,
                "by_role": each.by_role,
            }
            for each in news.lines
        ],
    }


def _pressures(view: View, found: Pressures) -> dict[str, Any]:
    return {
        "largest": [award_view(view, each) for each in found.largest],
        "ending": [award_view(view, each) for each in found.ending],
        "reviews": [{"case": case, "day": day, "words": words} for case, day, words in found.reviews],
        "waiting": found.waiting,
        "waiting_many": sum(each.many for each in found.waiting),
        "waiting_pence": sum(each.pence for each in found.waiting),
        "waiting_largest": found.waiting_largest,
        "partnership": view.account.partnership,
    }


def _years_beside(view: View, today: dt.date) -> list[tuple[str, str]]:
    """The other years there are to look at, by address and in words: two back, and one ahead."""
    now = financial_year(today)
    others = [View(view.account, year, view.known_on) for year in range(now - 2, now + 2) if year != view.year]
    return [(address(each), year_words(each.year)) for each in others]


def _next_year(view: View, figures: Figures) -> dict[str, Any]:
    then = View(view.account, view.year + 1, view.known_on)
    return {
        "words": year_words(then.year),
        "called": figures.called,
        "called_href": opens(then, "called"),
        "held": figures.held,
        "spent": figures.spent,
        "spent_href": opens(then, "spent"),
        "href": address(then),
    }


def _month_end(year: int, month: int) -> dt.date:
    number = (month + 3 - 1) % 12 + 1
    following = dt.date(year + (number < 4) + (number == 12), number % 12 + 1, 1)
    return following - dt.timedelta(days=1)
