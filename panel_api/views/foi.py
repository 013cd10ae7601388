"""The yearly question that many councils are asked, answered from the published rulebooks of two financial years.

What is asked: the descriptors, the top value of each band this year and last, what changed, the top-ups for places, and
the process. Every figure is worked out from the text that was in force, so the answer cannot differ from what is done.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.amounts import money_words
from engine.days import financial_year_days
from engine.explaining.band_values import Worth, most, worths
from engine.explaining.stated import Standing
from engine.law.institutions import INSTITUTIONS
from engine.placing.place_funding import PlaceFunding
from engine.rulebook import Rulebook
from panel_api.services.rulebook_history import Held, on_day, turning_days
from panel_api.sheets import Cell
from panel_api.views.booklet import areas
from panel_api.views.differing import csv_rows as changed_rows
from panel_api.views.differing import differing

A_PERSON: Final = "priced by a person"
NOT_IN_FORCE: Final = "not in force"
HEADS: Final = ("Rulebook", "Asked", "Of", "What", "Last year", "This year", "Change", "Source")
PRICED: Final = ("top_up", "placement")
"""What a rulebook decides, where it gives one child money."""


@dataclass(frozen=True)
class Year:
    """A financial year and the one before, as far as they have begun. day: the last one of it that is looked at."""

    year: int
    day: dt.date

    @property
    def words(self) -> str:
        """2026 to 2027."""
        return f"{self.year} to {self.year + 1}"

    @property
    def last_words(self) -> str:
        """2025 to 2026."""
        return f"{self.year - 1} to {self.year}"

    @property
    def last_day(self) -> dt.date:
        """The last day of the year before."""
        return financial_year_days(self.year - 1)[1]


def year_of(year: int, today: dt.date) -> Year:
    """A financial year, to its end or to today where it still runs."""
    return Year(year, min(financial_year_days(year)[1], today))


def answer(held: Sequence[Held], year: Year) -> dict[str, Any] | None:
    """What one rulebook answers for a year; None where it was in force neither then nor the year before."""
    texts = list(held)
    now, then = _standing(texts, year.day), _standing(texts, year.last_day)
    shown = now or then
    if shown is None:
        return None
    book = shown.book
    this, last = _worths(texts, year.year, year.day), _worths(texts, year.year - 1, year.last_day)
    headline = next(iter(book.outcomes.values()))
    bands = _rows(this, last, lambda each: each.band) if headline is not book.amount else []
    return {
        "name": book.name,
        "title": book.title,
        "about": book.about,
        "notice": book.notice,
        "sha256": book.sha256,
        "day": shown.day,
        "last_day": then.day if then else None,
        "in_force": {"now": now is not None, "then": then is not None},
        "descriptors": areas(book),
        "band_head": headline.says,
        "ceiling": any(entry.up_to for entry in shown.in_force.values.values()),
        "bands": bands,
        "places": _rows(this, last, lambda each: each.place),
        "differing": differing(then, now) if now and then else None,
        "sides": (then, now),
    }


def place_rows(funding: PlaceFunding, year: Year) -> list[dict[str, str]]:
    """What a place itself is funded at, by kind of provision, this year and last."""
    rows = []
    for kind, institution in INSTITUTIONS.items():
        last, now = (funding.line(kind, day) for day in (year.last_day, year.day))
        if now or last:
            pence = [each.pence if each else None for each in (last, now)]
            rows.append(
                {
                    "kind": institution.words,
                    "last": _money(pence[0], known=last is not None),
                    "now": _money(pence[1], known=now is not None),
                    "words": now.words if now else "",
                    "source": now.source if now else "",
                }
            )
    return rows


def csv_rows(answers: Iterable[Mapping[str, Any]], places: Iterable[Mapping[str, str]]) -> Iterator[tuple[Cell, ...]]:
    """A line a descriptor, a value, a place or a change, under `HEADS`."""
    for each in answers:
        title = each["title"]
        for area in each["descriptors"]:
            for strand in area["strands"]:
                for level, words in enumerate(strand["levels"]):
                    yield title, "Descriptors", f"{area['name']}: {strand['asks']}", f"{level}: {words}", "", "", "", ""
        for asked, rows in (("Top value", each["bands"]), ("Top value by place", each["places"])):
            for row in rows:
                head = each["band_head"] if asked == "Top value" else "Place"
                yield title, asked, head, row["name"], row["last"], row["now"], row["change"], ""
        before, after = each["sides"]
        if before and after:
            for _, section, what, became, part, was, now, _, source in changed_rows(before, after):
                yield title, "Changes", f"{section}: {what}", part, was, now, became, source
    for row in places:
        yield "", "Place funding", row["kind"], row["words"], row["last"], row["now"], "", row["source"]


def as_json(each: Mapping[str, Any]) -> dict[str, Any]:
    """One rulebook's answer for programs: the same words."""
    changes = each["differing"]
    return {
        **{key: each[key] for key in ("name", "title", "about", "notice", "sha256", "descriptors", "bands", "places")},
        "band_head": each["band_head"],
        "ceiling": each["ceiling"],
        "as_at": str(each["day"]),
        "changes": [
            {
                "section": section["title"],
                "what": thing["title"],
                "became": thing["word"],
                "from": str(thing["since"]),
                "source": thing["source"],
                "parts": [{"part": list(keys), "was": was, "is": now} for keys, was, now in thing["rows"]],
            }
            for section in (changes["sections"] if changes else [])
            for thing in section["things"]
        ],
    }


def _standing(texts: list[Held], day: dt.date) -> Standing | None:
    found = on_day(texts, day)
    return found.standing(day) if found else None


def _worths(texts: list[Held], year: int, until: dt.date) -> list[Worth] | None:
    """Every band's worth on every day of a year, until a day, on which anything turned; None where it gives no child
    money.
    """
    first = financial_year_days(year)[0]
    found: list[Worth] = []
    known = False
    for day in [first, *(day for day in turning_days(texts) if first < day <= until)]:
        book = _book(texts, day)
        some = worths(book, day) if book and book.decides in PRICED else None
        known = known or some is not None
        found += some or []
    return found if known else None


def _book(texts: list[Held], day: dt.date) -> Rulebook | None:
    found = on_day(texts, day)
    return found.book if found else None


def _rows(this: list[Worth] | None, last: list[Worth] | None, of: Callable[[Worth], str]) -> list[dict[str, Any]]:
    """The highest of each, this year and last, and the difference; none where there is but one without a name."""
    now, then = (most(each, of) if each else {} for each in (this, last))
    names = [name for name in dict.fromkeys([*then, *now]) if name]
    return [
        {
            "name": name,
            "last": _money(then.get(name), known=name in then),
            "now": _money(now.get(name), known=name in now),
            "change": _change(then.get(name), now.get(name)),
        }
        for name in names
    ]


def _money(pence: int | None, *, known: bool) -> str:
    if not known:
        return NOT_IN_FORCE
    return A_PERSON if pence is None else money_words(pence, table=True)


def _change(last: int | None, now: int | None) -> str:
    if last is None or now is None:
        return ""
    if last == now:
        return "the same"
    return f"{money_words(max(now - last, last - now), table=True)} {'more' if now > last else 'less'}"
