"""What differs in a rulebook between two days: every amount, rung, cell and rule that is not the same."""

import datetime as dt
from typing import Any, Final

from engine.explaining.english import English
from engine.rulebook import Rulebook
from panel_api.views.amounts import heads, lines, titled
from panel_api.views.booklet import met_words

NOT_THERE: Final = "not there"


def differing(book: Rulebook, first: dt.date, second: dt.date) -> dict[str, Any]:
    """Side by side: the values that differ between the two days, and the rules that came or went."""
    tables = [table for name in book.values if (table := _value(book, name, first, second))["rows"]]
    before, after = ({rule.id: rule for rule in book.on(day).rules} for day in (first, second))
    return {
        "tables": tables,
        "came": [met_words(after[each], English(book.on(second))) for each in after if each not in before],
        "went": [met_words(before[each], English(book.on(first))) for each in before if each not in after],
    }


def _value(book: Rulebook, name: str, first: dt.date, second: dt.date) -> dict[str, Any]:
    sides: list[dict[tuple[str, ...], str]] = []
    shown: list[str] = [""]
    for day in (first, second):
        in_force = book.on(day)
        english, entry = English(in_force), in_force.values.get(name)
        sides.append(dict(lines(book, entry, english)) if entry else {})
        shown = heads(english, entry) if entry else shown
    keys = list(dict.fromkeys([*sides[0], *sides[1]]))
    rows = [(key, sides[0].get(key, NOT_THERE), sides[1].get(key, NOT_THERE)) for key in keys]
    return {
        "title": titled(name),
        "heads": shown if any(keys) else [],
        "rows": [row for row in rows if row[1] != row[2]],
        "same": sum(row[1] == row[2] for row in rows),
    }
