"""The minutes as people read them: a page, a print and a text are all made of what stands here.

The data say who, when and which; the words of what was advised and decided come from rows that the reader may see. An
item that they may not see says so, and no more.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.amounts import day_words, money_words
from engine.law.calendars import local_day
from panel_api import words
from panel_api.local_time import time_text
from panel_api.models import AgendaItem, Decision, MinuteGap
from panel_api.quorum import PROFESSIONS
from panel_api.services.held import WITHHELD
from panel_api.store.minutes import Decided

HIDDEN: Final = "An item you may not see: you have an interest in it, or it was disposed of."
GONE: Final = "Its words are not here: they were disposed of, or you may not see them."
_SETS_NOTHING: Final = ("defer_for_information", "refer", "withdrawn")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader may see beside the minutes' own data. names: of people, by reference.

    named: the cases, by number, of which they may know whom they are about.
    """

    items: Mapping[int, AgendaItem]
    decided: Mapping[int, Decided]
    names: Mapping[str, str]
    filled: Sequence[MinuteGap]
    named: Collection[int]

    def said(self, item: AgendaItem, text: str | None) -> str:
        """What the clerk or the chair wrote of an item, where the reader may read it."""
        if text is None:
            return ""
        return text if item.case_id in self.named else WITHHELD


def minutes_view(data: Mapping[str, Any], seen: Seen, *, fixed: bool) -> dict[str, Any]:
    """Everything the page of the minutes shows."""
    people = data["people"]
    names = {**seen.names, **{each["reference"]: each["name"] for each in people}}
    filled = {each.gap: each for each in seen.filled}
    return {
        "heading": f"Minutes of the {data['panel']}",
        "where": f"{day_words(dt.date.fromisoformat(data['held_on']))}, {data['place']}",
        "draft": None if fixed else "These minutes are not fixed yet. Closing the sitting fixes them.",
        "opening": list(_opening(data)),
        "present": [_present(each) for each in people if each["stays"]],
        "absent": [_absent(each) for each in people if not each["stays"]],
        "sections": [
            {
                "heading": heading,
                "none": none,
                "items": [_item(each, seen, names) for each in data["items"] if each["kind"] == kind],
            }
            for kind, heading, none in (
                ("to_note", "To note", "There was nothing to note."),
                ("decide", "To decide", "There was nothing to decide."),
            )
        ],
        "gaps": [{**each, "filled": _filled(filled.get(each["gap"]), names)} for each in data["gaps"]],
    }


def minutes_text(view: Mapping[str, Any]) -> str:
    """The same as plain text, for whoever files text."""
    lines = [view["heading"], view["where"], ""]
    lines += [view["draft"], ""] if view["draft"] else []
    lines += [*view["opening"], "", "Present", *(f"- {each}" for each in view["present"] or ["Nobody was recorded."])]
    if view["absent"]:
        lines += ["", "Not present", *(f"- {each}" for each in view["absent"])]
    for section in view["sections"]:
        lines += ["", section["heading"]]
        lines += [section["none"]] if not section["items"] else []
        for item in section["items"]:
            lines += ["", item["title"], *(f"   {label}: {text}" for label, text in item["lines"])]
    lines += ["", "Gaps"]
    for gap in view["gaps"]:
        lines.append(f"- Gap: {gap['words']}")
        lines += [f"  {gap['filled']['by']}: {gap['filled']['words']}"] if gap["filled"] else []
    lines += [] if view["gaps"] else ["There are none."]
    return "\n".join(lines) + "\n"


def decision_words(decision: Decision) -> str:
    """What was decided, in a line: the kind, the band, the amount and the days it is for."""
    parts = []
    if decision.band is not None:
        parts.append(f"band {decision.band}")
    if decision.amount_pence is not None:
        parts.append(f"{money_words(decision.amount_pence)} a year")
    if decision.school is not None:
        parts.append(decision.school)
    if decision.from_day is not None:
        parts.append(f"from {day_words(decision.from_day)}")
    if decision.until_day is not None:
        parts.append(f"up to {day_words(decision.until_day)}")
    said = words.said(words.DECISION_KINDS, decision.kind)
    return f"{said}: {', '.join(parts)}" if parts else said


def _opening(data: Mapping[str, Any]) -> Iterator[str]:
    opened, closed = _moment(data["opened_at"]), _moment(data["closed_at"])
    began = f"Opened at {time_text(opened)}" if opened else "Nobody opened this sitting"
    yield f"{began}, closed at {time_text(closed)}." if closed else f"{began}."
    frozen = _moment(data["frozen_at"])
    if frozen and data["days_short"]:
        late = f"{data['days_short']} day{'s' if data['days_short'] > 1 else ''} late"
        yield f"The papers were frozen on {day_words(local_day(frozen))}, {late}."
    elif frozen:
        yield f"The papers were frozen on {day_words(local_day(frozen))}, in time."
    yield data["rule"]


def _present(person: Mapping[str, Any]) -> str:
    stays = [(_moment(came), _moment(left)) for came, left in person["stays"]]
    times = ", and ".join(_stay(came, left) for came, left in stays if came)
    return f"{_who(person)}: {times}"


def _stay(came: dt.datetime, left: dt.datetime | None) -> str:
    return f"{time_text(came)} to {time_text(left)}" if left else f"from {time_text(came)}"


def _absent(person: Mapping[str, Any]) -> str:
    said = "sent apologies" if person["coming"] == "apologies" else "not recorded"
    return f"{_who(person)}: {said}"


def _who(person: Mapping[str, Any]) -> str:
    seat = {"deputy": "deputy chair"}.get(person["seat"], person["seat"])
    sits_for = "" if person["seat"] == "clerk" else f", for {PROFESSIONS[person['profession']]}"
    return f"{person['name']}, {seat}{sits_for}"


def _item(given: Mapping[str, Any], seen: Seen, names: Mapping[str, str]) -> dict[str, Any]:
    number = f"{given['number']}. " if given["number"] else "Taken off: "
    item = seen.items.get(given["item"])
    if item is None:
        return {"title": number + HIDDEN, "case": None, "lines": []}
    decided = seen.decided.get(given["decision"] or item.decision_id or 0)
    lines = [*_late(given, item, seen, names), *_what(given, item, decided, seen, names), *_sitting(given, names)]
    return {"title": f"{number}Case {given['case']}", "case": given["case"], "lines": lines}


def _late(
    given: Mapping[str, Any], item: AgendaItem, seen: Seen, names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    put = _moment(given["put_at"])
    if given["late"] and put:
        by = "" if given["kind"] == "to_note" else f" by {names.get(given['put_by'], 'the clerk')}"
        yield "Tabled late", f"on {day_words(local_day(put))}{by}. {seen.said(item, item.why)}".strip()


def _what(
    given: Mapping[str, Any], item: AgendaItem, decided: Decided | None, seen: Seen, names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    state, note = given["state"], seen.said(item, item.note)
    if decided is not None:
        yield from _decided(given, decided, names)
    elif given["decision"] is not None:
        yield "Decided", GONE
    at, by = _moment(given["at"]), names.get(given["by"] or "", "")
    when = f" at {time_text(at)}" if at else ""
    if state == "noted":
        yield "Noted", f"by {by or 'the chair'}{when}."
    elif state == "carried_over":
        yield "Carried over", f"{note or 'No reason was recorded.'}"
    elif state == "taken_off":
        yield "Taken off the agenda", f"{note or 'No reason was recorded.'}"
    elif state == "waiting":
        yield "Not dealt with yet", "It waits."
    elif decided is None and given["decision"] is None:
        yield "Went up", f"{note or 'It was not decided here.'}"


def _decided(given: Mapping[str, Any], decided: Decided, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    decision, advice = decided.decision, decided.advice
    if given["kind"] == "to_note":
        what = "Order carried out" if decision.kind == "carried_out" else "Urgent decision"
        yield what, f"on {day_words(local_day(decision.decided_at))}, {_lower(decision_words(decision))}."
        if decision.urgent_words:
            yield "Why it could not wait", decision.urgent_words
    else:
        first = advice.sentences[0] if advice is not None and advice.sentences else "There was none."
        yield "Advice", str(first)
        yield "Decided", f"{decision_words(decision)}. {_differs(decided)}"
    yield "Reason", decision.words
    if decision.evidence is not None:
        yield "Evidence", decision.evidence
    if decision.steps is not None:
        yield "Steps considered", decision.steps
    if decision.unconsulted is not None:
        yield "Why the school was not consulted", decision.unconsulted
    by = names.get(decision.by_reference, "")
    role = words.said({}, decision.by_role)
    law = f" and {decision.law}" if decision.law else ""
    record = f", record {decided.record:,}" if decided.record is not None else ""
    yield "By", f"{f'{by}, ' if by else ''}{role}, under {decision.authority}{law}{record}."


def _differs(decided: Decided) -> str:
    decision, advice = decided.decision, decided.advice
    if decision.kind in _SETS_NOTHING:
        return "Nothing was awarded or refused by this."
    if advice is None or (advice.band is None and advice.amount_pence is None):
        return "No band or amount was advised, so there is nothing to compare."
    same = (advice.band, advice.amount_pence) == (decision.band, decision.amount_pence)
    return "This is as advised." if same else "This differs from the advice."


def _sitting(given: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if given["kind"] != "decide" or given["sat"] is None:
        return
    if given["left"]:
        yield "Left for an interest", f"{_names(given['left'], names)}."
    met = "The quorum was met." if not given["missing"] else "There was no quorum. " + " ".join(given["missing"])
    sat = f"{_names(given['sat'], names)}. " if given["sat"] else "Nobody was recorded. "
    yield "Sat for it", sat + met


def _names(references: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(each, each) for each in references)


def _filled(gap: MinuteGap | None, names: Mapping[str, str]) -> dict[str, str] | None:
    if gap is None:
        return None
    by = names.get(gap.by_reference, "the clerk")
    return {"words": gap.words, "by": f"Filled in by {by} on {day_words(local_day(gap.written_at))}"}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)
