"""The case as a panel member reads it: who asks for what, the voices, the advice with its reasons, then the rest.

Built from what is kept: the sealed report of the latest assessment is shown as it was, never worked out anew. The same
view fills the case's page, a member's pack and the screen of a sitting (`templates/_case.html`).
"""

from collections.abc import Mapping
from typing import Any

from engine.amounts import count_words
from engine.rulebook import Rulebook
from panel_api.models import Decision
from panel_api.services.clock import Clock
from panel_api.services.held import Held
from panel_api.services.section_f import with_section_f
from panel_api.views.advice import advice, budget, money_rules
from panel_api.views.around import around_view
from panel_api.views.award import beside, section_f
from panel_api.views.case_money import frozen_view, money_view
from panel_api.views.dates import dates_view
from panel_api.views.first import first, lost
from panel_api.views.like import like_view
from panel_api.views.local import local_view
from panel_api.views.needs import evidence_rows, need_areas
from panel_api.views.opening import footing, opening, silent, voices
from panel_api.views.schools import consulted, schools_asked


def case_view(held: Held, book: Rulebook | None, clock: Clock, *, level: int = 2, at: str = "") -> dict[str, Any]:
    """Everything that is shown of a case, in the order in which it is read.

    clock: its dates as they stand (`services.clock_of`). level: of its headings. at: what its ids begin with, where
    several cases stand on one page.
    """
    case, report = held.case, held.assessment.report if held.assessment else None
    of_money = money_rules(book)
    conclusions = report["conclusions"] if report else []
    told = [each for each in conclusions if each["rule"] not in of_money]
    return {
        "level": level,
        "at": at,
        "case": case,
        "names": held.names,
        "opening": opening(case, book),
        "footing": footing(case, clock),
        "dates": dates_view(clock),
        "linked": held.links,
        "proposed": _proposed(len(held.proposed)),
        "latest": _latest(held),
        "voices": voices(case),
        "silent": silent(case),
        "first": first(case, held.warnings, told, clock),
        "advice": advice(report, book) if report else None,
        "beside": beside(report, case.facts, book) if report else None,
        "section_f": section_f(held.section_f, case.facts) if with_section_f(case) else None,
        "current": held.current,
        "report": report,
        "next_step": [each for each in report["why_not"] if each["about"] == "step"] if report else [],
        "asked_for": asked_for(report) if report else [],
        "waiting": _waiting(report) if report else [],
        "money": frozen_view(held.frozen_money) if held.frozen_money else money_view(held.outlook),
        "budget": budget(report, case.facts, book) if report else None,
        "of_budget": [each for each in conclusions if each["rule"] in of_money],
        "schools_asked": schools_asked(case, held.asked, clock.today, names=held.names),
        "local": local_view(held),
        "schools": consulted(held.consultations, clock.today),
        "like": like_view(held.like, case.need_levels, book),
        "book_gone": book is None,
        "areas": need_areas(book, case.facts) if book else [],
        "lost": lost(held.lost),
        "settled": [each for each in held.warnings if each.settled_on is not None],
        "decisions": held.decisions,
        "records": {record.decision_id: record.sequence for record in held.records},
        "notes": [each for each in told if each["then"] == "note"],
        "evidence": evidence_rows(book, case.facts),
        "people": around_view(case, held.names, clock.today),
        "events": held.events,
    }


def _proposed(count: int) -> str:
    """How many cases of the same UPN nobody has linked yet, in words; empty where there is none."""
    more = "case has" if count == 1 else "cases have"
    return f"{count_words(count).capitalize()} more {more} the same UPN" if count else ""


def asked_for(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a rule asks for; what is merely unanswered stands in `missing`."""
    return [each for each in report["asks"] if each["kind"] == "rule"]


def _waiting(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is unanswered: the question that would settle most first, then what matters, then the rest."""
    first = (report["next_question"] or {}).get("fact")
    asked = [each for each in report["missing"] if each["kind"] == "fact"]
    return sorted(asked, key=lambda each: (each["name"] != first, not each["matters"]))


def _latest(held: Held) -> Decision | None:
    """The decision that the case stands at, if it stands at one; the store gives the newest first."""
    settled = held.case.stage in ("decided", "deferred", "referred") and held.decisions
    return held.decisions[0] if settled else None
