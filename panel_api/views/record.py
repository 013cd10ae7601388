"""A record as an auditor reads it: the story, advice beside decision, and how to check the bytes alone."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engine.amounts import money_words
from engine.sealing import SealedValue
from engine.values import pence
from panel_api import words
from panel_api.models import Record


def line(record: Record) -> dict[str, Any]:
    """A record as one row of the list, from its own bytes."""
    entry = _entry(record)
    decision = entry.get("decision") or {}
    return {
        "sequence": record.sequence,
        "at": entry["at"].replace("T", " ").removesuffix("Z"),
        "what": words.said(words.DECISION_KINDS, decision.get("kind")) if decision else entry["kind"].capitalize(),
        "case": entry.get("case"),
        "basis": words.said(words.LEGAL_BASES, entry.get("legal_basis")) if "legal_basis" in entry else "–",
        "sha256": record.sha256,
    }


def detail(record: Record, values: Sequence[SealedValue]) -> dict[str, Any]:
    """Everything one record says. `values` are its sealed values; none once disposed of."""
    entry, opened = _entry(record), {value.path: json.loads(value.value) for value in values}
    decision = entry.get("decision")
    return {
        "title": f"Record {record.sequence:,}",
        "record": line(record),
        "story": _story(entry, decision, opened) if decision else _other_story(entry),
        "decided": bool(decision),
        "advice": _outcome(opened.get("/advice/outcome")),
        "award": _outcome(opened.get("/decision/outcome")),
        "differs": decision is not None and opened.get("/advice/outcome") != opened.get("/decision/outcome"),
        "reason": opened.get("/decision/words"),
        "reason_code": words.said({}, decision.get("reason")) if decision else None,
        "law": decision.get("law") if decision else None,
        "authority": decision.get("authority") if decision else None,
        "sentences": opened.get("/sentences", []),
        "compared": entry.get("compared", []),
        "engines": sorted((entry.get("engines") or {}).items()),
        "rulebook": entry.get("rulebook"),
        "as_of": entry.get("as_of"),
        "previous": record.previous,
        "stored": record.stored.decode(),
        "opened": bool(opened),
        "size": len(record.stored),
    }


def _entry(record: Record) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(record.stored)["entry"]
    return entry


def _story(entry: Mapping[str, Any], decision: Mapping[str, Any], opened: Mapping[str, Any]) -> str:
    status = words.said(words.STATUSES, entry["status"]).lower()
    advised = _outcome(opened.get("/advice/outcome")) if entry.get("advice") else None
    advice = f"The advice was {advised}. " if advised else "No advice could be put in one line. "
    kind = words.said(words.DECISION_KINDS, decision["kind"]).lower()
    law = f", under {decision['law']}" if decision.get("law") else ""
    basis = words.said(words.LEGAL_BASES, entry["legal_basis"])
    return (
        f"{basis}, case {entry['case']}. Assessed as of {entry['as_of']} under the rulebook "
        f"{entry['rulebook']['name']}: {status}. {advice}"
        f"The {decision['by']['role'].replace('_', ' ')} decided: {kind}{law}, "
        f"by the authority of {decision['authority']}."
    )


def _other_story(entry: Mapping[str, Any]) -> str:
    if entry["kind"] == "disposal":
        numbers = ", ".join(f"{n:,}" for n in entry["disposes"])
        of = f"case {entry['case']} (records {numbers})"
        return f"The personal values of {of} were disposed of under {entry['schedule']}."
    return f"An entry of the kind {entry['kind']}."


def _outcome(outcome: Mapping[str, Any] | None) -> str | None:
    if not outcome:
        return None
    parts = []
    for name, value in sorted(outcome.items(), key=lambda item: (item[0] != "band", item[0])):
        shown = _money(value)
        parts.append(f"{name.replace('_', ' ')} {shown}")
    return ", ".join(parts)


def _money(value: object) -> str:
    if value is None:
        return "not known"
    if isinstance(value, str) and value[-3:-2] == "." and value.replace(".", "").lstrip("-").isdigit():
        from decimal import Decimal

        return money_words(pence(Decimal(value)))
    return str(value)
