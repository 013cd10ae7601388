"""A record as an auditor reads it: the story, advice beside decision, and how to check the bytes alone."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from engine.amounts import day_words, listing, money_words
from engine.recording.canonical import sha256_hex
from engine.recording.compared import compared_words
from engine.recording.sealing import SealedValue, digest_of
from engine.rulebook import Rulebook
from engine.values import pence
from panel_api import words
from panel_api.models import Record
from panel_api.services.held import WITHHELD
from panel_api.services.reasons import REASONS
from panel_api.views.advice import outcome_words
from panel_api.views.needs import evidence_rows, need_areas
from panel_api.views.record_money import money_of
from panel_api.views.record_places import places_of, without_places
from panel_api.views.record_rules import inputs_of, rules_of
from panel_api.views.record_story import apart_words, result_rows, told_otherwise, where_decided

_TERMS: Final = {
    "from": "From",
    "until": "Until, that day included",
    "school": "School or college",
    "school_code": "Its code in the directory",
    "evidence": "Evidence for the ground",
    "steps": "Steps considered",
    "unconsulted": "Why it was not consulted",
    "plan_amended_on": "Amended plan of",
}


def line(record: Record) -> dict[str, Any]:
    """A record as one row of a list, from its own bytes."""
    entry = _entry(record)
    decision = entry.get("decision") or {}
    return {
        "sequence": record.sequence,
        "at": dt.datetime.fromisoformat(entry["at"]),
        "what": words.said(words.DECISION_KINDS, decision.get("kind")) if decision else _kind(entry),
        "case": entry.get("case"),
        "basis": words.said(words.SHORT_BASES, entry.get("legal_basis")) if "legal_basis" in entry else "–",
        "sha256": record.sha256,
    }


def rulebook_of(record: Record) -> str | None:
    """The name of the rulebook that a record rests on."""
    name = (_entry(record).get("rulebook") or {}).get("name")
    return str(name) if name else None


def text_of(record: Record) -> str | None:
    """The hash of the rulebook's text that a record rests on."""
    sha256 = (_entry(record).get("rulebook") or {}).get("sha256")
    return str(sha256) if sha256 else None


def detail(
    record: Record, values: Sequence[SealedValue], book: Rulebook | None, *, names: bool = True, inside: bool = True
) -> dict[str, Any]:
    """Everything one record says. `values` are its sealed values; none once disposed of. book: by its sealed text.

    names: whether the reader may know whom it is about; otherwise people's own words are kept back, as on the case.
    inside: whether they may see the case at all; otherwise its answers and what the rules made of them stay closed.
    """
    entry, opened = _entry(record), {value.path: json.loads(value.value) for value in values}
    if not names:
        opened = _without_words(opened)
    decision, inputs = entry.get("decision"), inputs_of(entry, opened) if inside else {}
    return {
        "title": f"Record {record.sequence:,}",
        "record": line(record),
        "story": _story(entry, decision, opened, book) if decision else told_otherwise(entry),
        "decided": bool(decision),
        "advice": _advised(opened, book),
        "award": _outcome(opened.get("/decision/outcome"), book),
        "differs": compared_words(decision["kind"], opened) if decision else "",
        "apart": apart_words(opened, book) if decision else "",
        "reason": opened.get("/decision/words"),
        "reason_code": _reason(decision) if decision else None,
        "law": decision.get("law") if decision else None,
        "authority": decision.get("authority") if decision else None,
        "sat": _sat(entry),
        **_since_format_2(entry, decision or {}, opened),
        "money": money_of(entry, opened),
        "places": places_of(opened),
        "areas": need_areas(book, inputs) if book and inputs else [],
        "evidence": evidence_rows(book, inputs) if inputs else [],
        "rules": rules_of(entry, opened, book) if inputs else None,
        "result": result_rows(opened.get("/result")),
        "entry_kind": entry["kind"],
        "case": entry.get("case"),
        "sound": sha256_hex(record.stored) == record.sha256,
        "matching": sum(digest_of(each.salt, each.value) == each.digest for each in values),
        "values": len(values),
        "sentences": opened.get("/sentences", []),
        "compared": entry.get("compared", []),
        "engines": sorted((entry.get("engines") or {}).items()),
        "rulebook": entry.get("rulebook"),
        "book_title": _title(entry, book) if decision else "",
        "as_of": entry.get("as_of"),
        "previous": record.previous,
        "stored": record.stored.decode(),
        "opened": bool(opened),
        "size": len(record.stored),
    }


def _entry(record: Record) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(record.stored)["entry"]
    return entry


def _without_words(opened: Mapping[str, Any]) -> dict[str, Any]:
    """The same as a pseudonym: nobody's own words, and no school by its name."""
    found = dict(opened)
    for path in {"/decision/words", "/decision/urgent", "/budget/consent/by", "/budget/consent/words"} & set(found):
        found[path] = WITHHELD
    if "/alternatives" in found:
        found["/alternatives"] = without_places(found["/alternatives"])
    terms = found.get("/decision/terms", {})
    if "school" in terms:
        kept = {name: value for name, value in terms.items() if name != "school_code"}
        said = {name: WITHHELD for name in ("evidence", "steps", "unconsulted") if name in terms}
        found["/decision/terms"] = {**kept, "school": "A school", **said}
    return found


def _title(entry: Mapping[str, Any], book: Rulebook | None) -> str:
    return book.title if book else entry["rulebook"]["name"].replace("_", " ")


def _story(
    entry: Mapping[str, Any], decision: Mapping[str, Any], opened: Mapping[str, Any], book: Rulebook | None
) -> str:
    """Asked, assessed, advised, decided: by whom, when, under which rulebook and authority."""
    status = words.said(words.STATUSES, entry["status"]).lower()
    advised = _outcome(opened.get("/advice/outcome"), book)
    advice = f" The advice was {words.inside(advised)}." if advised else " There was no band or amount to advise."
    kind = words.inside(words.said(words.DECISION_KINDS, decision["kind"]))
    law = f", under {decision['law']}" if decision.get("law") else ""
    basis = words.said(words.LEGAL_BASES, entry["legal_basis"])
    as_of = day_words(dt.date.fromisoformat(entry["as_of"]))
    at = day_words(dt.datetime.fromisoformat(entry["at"]).date())
    return (
        f"{basis}, case {entry['case']}. Assessed by the rulebook “{_title(entry, book)}” as it stood on {as_of}: "
        f"{status}.{advice} On {at} the {decision['by']['role'].replace('_', ' ')} decided: "
        f"{kind}{law}, by the authority of {decision['authority']}.{where_decided(entry)}"
    )


def _kind(entry: Mapping[str, Any]) -> str:
    return str(entry["kind"]).replace("_", " ").capitalize()


def _advised(opened: Mapping[str, Any], book: Rulebook | None) -> str | None:
    outcome = _outcome(opened.get("/advice/outcome"), book)
    first = next(iter(opened.get("/sentences", [])), None)
    return outcome or first


def _reason(decision: Mapping[str, Any]) -> str:
    codes = REASONS.get(decision["kind"], {})
    code = str(decision["reason"])
    return codes.get(code, code.replace("_", " "))


def _sat(entry: Mapping[str, Any]) -> str:
    """Who sat, by role: "chair, 3 members and health officer"."""
    many = {role.replace("_", " "): found["many"] for role, found in (entry.get("sat") or {}).items()}
    return listing([role if count == 1 else f"{count} {role}s" for role, count in many.items()])


def _since_format_2(entry: Mapping[str, Any], decision: Mapping[str, Any], opened: Mapping[str, Any]) -> dict[str, Any]:
    """What the first format did not hold; nothing of it is said of a record of that format."""
    terms = opened.get("/decision/terms") or {}
    return {
        "terms": [(_TERMS[name], _day_or_words(terms[name])) for name in _TERMS if name in terms],
        "limit": money_words(pence(Decimal(decision["limit"]))) if "limit" in decision else "",
        "attested": decision.get("attested"),
        "urgent": opened.get("/decision/urgent") or ("urgent" in decision and "The reason was disposed of."),
        "corrects": decision.get("corrects"),
        "appeal_text": decision.get("appeal_text"),
        "sitting": entry.get("sitting"),
        "interests": listing([each["role"].replace("_", " ") for each in entry.get("interests") or []]),
    }


def _day_or_words(text: str) -> str:
    try:
        return day_words(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _outcome(outcome: Mapping[str, Any] | None, book: Rulebook | None) -> str | None:
    """Band 3, £4,680 a year; in the rulebook's order, the number of months last."""
    if not outcome:
        return None
    order = list(book.outcomes) if book else []
    names = sorted(outcome, key=lambda name: (order.index(name) if name in order else len(order), name != "band", name))
    return outcome_words({name: outcome[name] for name in names}, book)
