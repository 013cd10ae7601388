"""What stands on the page of a case's dates, and the forms that change it."""

from pathlib import Path
from typing import Any, Final

from engine.amounts import day_words, sentence
from engine.law.events import BY_DECISION, EVENTS, EVENTS_OF
from engine.law.excuses import grounds_for
from engine.law.orders import ORDER_KINDS
from panel_api.local_time import local
from panel_api.models import CaseDay
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field
from panel_api.pages.keeping import Entry, Kept, Placed
from panel_api.schemas_hanging import NewDay, NewFinding, OrderRead, TakenBack, Withdrawn
from panel_api.services import Held
from panel_api.services.clock import Clock, as_found, by_role
from panel_api.views.dates import closures_for, dates_view

READ: Final = tuple(kind for kind in ORDER_KINDS if kind != "order_names_day")
"""Kinds of order that a person chooses after reading it, on a form of their own."""
BACK: Final = Asking("take-back", "Take this day back", TakenBack, (
    Field("words", "Why it is wrong", needed="Say why it is wrong."),
))  # fmt: skip
WITHDRAW: Final = Asking("withdraw", "Withdraw this finding", Withdrawn, ())
ORDER: Final = Asking("order", "Record this kind", OrderRead, (
    Field("kind", "What does the order say?", "choice",
          "Read the order first. Each kind has its own time; nothing here guesses it.", "Choose the kind of order.",
          options=tuple((code, ORDER_KINDS[code]) for code in READ)),
), "The kind of order")  # fmt: skip
_INTRO: Final = (
    "Dates are counted from the days recorded here, and from nothing else. A day is corrected by recording it again; "
    "what stood before stays in the history.",
    "A missed date stays missed. A person can find that one of the law's own reasons applies; the finding stands "
    "beside the date and moves nothing.",
)


def kept_of(file: Path | None, held: Held, clock: Clock) -> Kept:
    """The dates, the days that hold, the findings, closures that are known, and the forms for more.

    file: of the closures.
    """
    basis = held.case.legal_basis
    adds = [Placed(day_form(basis))]
    if basis == "tribunal_order":
        adds.insert(0, Placed(ORDER))
    excusable = _excusable(basis, clock)
    if excusable:
        adds.append(Placed(finding_form(basis, clock)))
    no_reason = "The law lists no reason for missing any of these dates, so no finding can be recorded."
    return Kept(
        part="dates",
        title="Dates",
        intro=[clock.footing, *_INTRO[: 2 if excusable else 1], *([] if excusable else [no_reason])],
        groups=[
            ("How they stand", [_date(each) for each in dates_view(clock)["rows"]]),
            ("Days they are counted from", [_day(each) for each in _standing(held)]),
            ("Findings", _findings(held, clock)),
            (
                "Closures of schools that are known",
                [Entry(heading, lines) for heading, lines in closures_for(file, clock)] if excusable else [],
            ),
        ],
        empty="No day is recorded yet, so no date can be counted.",
        adds=adds,
    )


def _date(row: dict[str, Any]) -> Entry:
    by = f"{row['by'][:1].upper()}{row['by'][1:]}." if row["by"] else ""
    return Entry(row["words"], [f"{row['says'].removesuffix('.')}.", row["ground"], *row["notes"]], by)


def _standing(held: Held) -> list[CaseDay]:
    """The row of each day that holds, in order of the days."""
    latest = {row.kind: row for row in held.days}
    return sorted((row for row in latest.values() if row.day is not None), key=lambda row: (row.day, row.id))


def _day(row: CaseDay) -> Entry:
    assert row.day is not None
    by = f"Recorded by {by_role(row.by_role)} on {day_words(local(row.written_at).date())}."
    kept = row.kind in BY_DECISION
    forms = [] if kept else [Placed(BACK, row.id, folded="Take this day back")]
    return Entry(sentence(EVENTS[row.kind]), [by, row.words or ""], f"{day_words(row.day)}.", forms)


def _findings(held: Held, clock: Clock) -> list[Entry]:
    found = []
    names = {each.code: each.words for each in clock.dates}
    for row in held.findings:
        said = as_found(row).sentence()
        if row.withdrawn_at is None:
            forms = [Placed(WITHDRAW, row.id, folded="Withdraw this finding")]
            found.append(Entry(names.get(row.clock, row.clock), [], "", forms, said))
        else:
            strong = f"Withdrawn on {day_words(local(row.withdrawn_at).date())}."
            found.append(Entry(names.get(row.clock, row.clock), [], strong, (), said))
    return found


def _excusable(basis: str, clock: Clock) -> list[tuple[str, str]]:
    """The dates for which the law lists reasons, code and words."""
    return [(each.code, each.words) for each in clock.dates if grounds_for(basis, each.code)]


def day_form(basis: str) -> Asking:
    """Records a day, of the kinds this basis knows."""
    kinds = [each for each in EVENTS_OF[basis] if each not in (*BY_DECISION, *READ)]
    options = [(each, sentence(EVENTS[each]).removesuffix(".")) for each in kinds]
    return Asking("day", "Record this day", NewDay, (
        Field("kind", "What happened", "choice", needed="Choose what happened.", options=tuple(options)),
        Field("day", "On which day", "day", DAY, "Write the day.", DAY_WRONG, "20"),
        Field("words", "A note", hint="Only if something must be said. No names."),
    ), "Record a day")  # fmt: skip


def finding_form(basis: str, clock: Clock) -> Asking:
    """Records a finding, of the reasons that the law lists for the dates of this basis."""
    grounds: dict[str, str] = {}
    for code, _ in _excusable(basis, clock):
        grounds |= {each.code: f"{each.words} ({each.law})" for each in grounds_for(basis, code)}
    return Asking("finding", "Record this finding", NewFinding, (
        Field("clock", "For which date", "choice", needed="Choose the date.", options=tuple(_excusable(basis, clock))),
        Field("ground", "Which of the law's reasons", "choice", needed="Choose the reason.",
              options=tuple(grounds.items())),
        Field("words", "What happened, and why the date could not be kept", "words",
              needed="Say what happened, and why the date could not be kept."),
        Field("from", "The first day on which it applied", "day", DAY, "", DAY_WRONG, "20"),
        Field("to", "The last day on which it applied", "day", DAY, "", DAY_WRONG, "20"),
    ), "Record a finding")  # fmt: skip
