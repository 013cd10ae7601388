"""A working paper as it is filled in beforehand: under each question what the record and the tables say of it.

What is told as sealed stands in the record. What is told as of today stands in tables that work goes on in.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.amounts import count_words, day_words, money_words
from engine.law.calendars import local_day
from engine.law.kinds import KINDS
from engine.recording.replay import Replayed
from engine.recording.sealing import SealedValue
from engine.rulebook import Rulebook
from panel_api import words
from panel_api.models import Record
from panel_api.store.paper_facts import PaperFacts
from panel_api.views.record import detail

_VERDICTS: Final = {
    "same": "The machine worked it out again just now from the sealed inputs: the same came out, byte for byte.",
    "differs": "The machine worked it out again just now and something else came out:",
    "disposed": "It cannot be worked out again: the inputs were disposed of.",
    "no_assessment": "There is nothing to work out: this record holds no assessment.",
    "unreplayable": "It cannot be worked out again:",
}


def prefilled(
    record: Record,
    values: Sequence[SealedValue],
    book: Rulebook | None,
    facts: PaperFacts,
    replayed: Replayed,
    *,
    names: bool,
) -> dict[str, list[str]]:
    """By question, what is known of it before the auditor says anything; each a sentence or two."""
    entry: dict[str, Any] = json.loads(record.stored)["entry"]
    told = detail(record, values, book, names=names)
    opened = {each.path: json.loads(each.value) for each in values}
    return {
        "asked": _asked(entry, facts),
        "evidence": _evidence(entry, opened, book),
        "rulebook": _rulebook(entry, told),
        "inputs": _inputs(entry, opened),
        "result": _result(entry, replayed, told),
        "sat": _sat(told, facts),
        "decision": _decision(entry, told, facts),
        "authority": _authority(told, facts),
        "money": _money(told),
        "order": _order(told),
        "notice": _notice(facts),
        "review": _review(told, facts),
        "payment": _payment(facts),
    }


def _asked(entry: Mapping[str, Any], facts: PaperFacts) -> list[str]:
    decided = local_day(dt.datetime.fromisoformat(entry["at"]))
    basis = words.said(words.LEGAL_BASES, entry["legal_basis"])
    case = facts.case
    said = [f"{basis}. Decided on {day_words(decided)}."]
    if case is not None:
        said[0] = f"{basis}. Asked for on {day_words(case.asked_on)}, decided on {day_words(decided)}: "
        said[0] += f"{_days((decided - case.asked_on).days)} later."
    for due in facts.dues:
        rests = "in law" if due.law else "our own standard"
        met = f"met on {day_words(due.met_on)}" if due.met_on else "not met yet"
        said.append(f"{due.words} ({rests}): due on {day_words(due.due_on)}, {met}.")
    return said if facts.dues else [*said, "No date is counted for it."]


def _evidence(entry: Mapping[str, Any], opened: Mapping[str, Any], book: Rulebook | None) -> list[str]:
    if book is None:
        return ["Its rulebook cannot be read, so what counts as evidence is not known."]
    said = []
    for name, fact in book.facts.items():
        if fact.kind != "evidence":
            continue
        label = fact.asks or name.replace("_", " ")
        if name not in entry["facts"]:
            said.append(f"{_asked_of(label)} not answered.")
        elif f"/facts/{name}" in opened:
            said.append(f"{_asked_of(label)} {_value(opened[f'/facts/{name}'])}.")
    return [*said, "Who wrote each paper is not held here: look at the papers themselves."]


def _asked_of(label: str) -> str:
    return label if label.endswith("?") else f"{label}:"


def _rulebook(entry: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    as_of = day_words(dt.date.fromisoformat(entry["as_of"]))
    return [f"“{told['book_title']}”, as it stood on {as_of}.", f"SHA-256 {entry['rulebook']['sha256']}."]


def _inputs(entry: Mapping[str, Any], opened: Mapping[str, Any]) -> list[str]:
    held = sum(f"/facts/{name}" in opened for name in entry["facts"])
    said = f"{count_words(len(entry['facts'])).capitalize()} answers are sealed in the record"
    if held < len(entry["facts"]):
        return [f"{said}; of {count_words(len(entry['facts']) - held)} the value was disposed of."]
    return [f"{said}. The record's own page lists them."]


def _result(entry: Mapping[str, Any], replayed: Replayed, told: Mapping[str, Any]) -> list[str]:
    status = words.said(words.STATUSES, entry["status"])
    advised = f"{status}. Advised: {told['advice']}" if told["advice"] else f"{status}. Nothing could be advised"
    more = [each.field for each in replayed.differences] or [replayed.says]
    says = _VERDICTS[replayed.verdict]
    return [f"{advised.rstrip('.')}.", f"{says} {', '.join(more)}" if says.endswith(":") else says]


def _sat(told: Mapping[str, Any], facts: PaperFacts) -> list[str]:
    if told["sitting"] is None:
        said = ["No sitting is named: it was decided outside one."]
    else:
        said = [f"At sitting {told['sitting']}. Sat: {told['sat'] or 'nobody is named'}."]
        said.append("A decision at a sitting is only taken in while the quorum is there.")
    interests = told["interests"]
    said.append(f"Left for an interest: {interests}." if interests else "No interest in it was declared by who sat.")
    for sitting, item in facts.noted:
        when = f"noted on {day_words(local_day(item.changed_at))}" if item.state == "noted" else "not noted yet"
        said.append(f"To be noted by sitting {sitting.reference} of {day_words(sitting.held_on)}: {when}.")
    return said


def _decision(entry: Mapping[str, Any], told: Mapping[str, Any], facts: PaperFacts) -> list[str]:
    kind = words.said(words.DECISION_KINDS, entry["decision"]["kind"])
    said = [f"{kind}, by the {entry['decision']['by']['role'].replace('_', ' ')}."]
    if told["award"]:
        said.append(f"Decided: {told['award']}.")
    if told["differs"]:
        said.append(told["differs"])
    if told["reason_code"]:
        said.append(f"Reason: {told['reason_code'].rstrip('.')}.")
    said.append(_attested(entry["decision"]["kind"], told["attested"]))
    if facts.reading is not None:
        first, times = local_day(facts.reading.first_at), facts.reading.times
        said.append(f"They opened its page {count_words(times)} {'time' if times == 1 else 'times'}, first on "
                    f"{day_words(first)}.")  # fmt: skip
    said += [f"Record {number:,} corrects it." for number in facts.later]
    return said


def _attested(kind: str, attested: bool | None) -> str:
    if attested:
        return "Who decided gave their word that they had read it."
    asked = KINDS[kind].adverse
    return f"Nobody gave their word that they had read it{'' if asked else '; this kind of decision asks for none'}."


def _authority(told: Mapping[str, Any], facts: PaperFacts) -> list[str]:
    said = [f"By the authority of {told['authority']}." + (f" Law: {told['law']}." if told["law"] else "")]
    decision = facts.decision
    if told["limit"]:
        said.append(f"Limit: {told['limit']} a year.")
        amount, limit = (decision.amount_pence, decision.limit_pence) if decision else (None, None)
        if amount is not None and limit is not None:
            said.append("The amount is ABOVE the limit." if amount > limit else "The amount is within the limit.")
    else:
        said.append("No limit applies to it.")
    if told["urgent"]:
        said.append("It was decided as urgent, between sittings.")
    return said


def _money(told: Mapping[str, Any]) -> list[str]:
    rows = told["money"]
    return [f"{key}: {value}." for key, value in rows] if rows else ["The record seals no move of money."]


def _order(told: Mapping[str, Any]) -> list[str]:
    places = told["places"]
    said = []
    if places:
        said.append(f"{places['said']} In the record they stand by what was asked for, then by how they suit, then "
                    "by cost.")  # fmt: skip
    steps = [text for key, text in told["terms"] if key == "Steps considered"]
    said += [f"Steps considered: {each}" for each in steps]
    return said or ["No places are sealed in it, so in what order they were considered is not recorded."]


def _notice(facts: PaperFacts) -> list[str]:
    said = []
    for letter in facts.letters:
        reader = letter.reader.replace("_", " ")
        if letter.sent_at is not None:
            said.append(
                f"Letter {letter.reference} to the {reader} was sent on {day_words(local_day(letter.sent_at))}."
            )
        else:
            said.append(f"Letter {letter.reference} to the {reader} is {letter.stage.replace('_', ' ')}, not sent.")
    return said or ["No letter about this decision is held here."]


def _review(told: Mapping[str, Any], facts: PaperFacts) -> list[str]:
    said = [f"{key}: {value}." for key, value in told["terms"] if key in ("From", "Until, that day included")]
    said += [f"The award runs {_until(each.until_day)}." for each in facts.terms]
    return said or ["Neither a day of review nor an end is recorded."]


def _payment(facts: PaperFacts) -> list[str]:
    if not facts.terms:
        return ["No award follows from it."]
    paid, back, last = facts.paid
    said = [
        f"Awarded: {money_words(each.pence_a_year)} a year from {day_words(each.from_day)}." for each in facts.terms
    ]
    if last is None:
        return [*said, "Nothing has been paid yet."]
    came = f", and {money_words(back)} came back" if back else ""
    return [*said, f"Of the whole award {money_words(paid)} was paid{came}, up to {day_words(last)}."]


def _until(day: dt.date | None) -> str:
    return "until further notice" if day is None else f"until {day_words(day)}"


def _days(many: int) -> str:
    return f"{count_words(many)} {'day' if many == 1 else 'days'}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    try:
        return day_words(dt.date.fromisoformat(text))
    except ValueError:
        return "none, as it was answered" if text == "none" else text.replace("_", " ")
