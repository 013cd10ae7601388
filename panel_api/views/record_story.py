"""A record's story in one paragraph, whatever it is a record of."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.amounts import day_words, listing, money_words
from engine.recording.finding import award_of
from engine.recording.records import MONEY_DISPOSAL
from engine.rulebook import Rulebook

Entry = Mapping[str, Any]


def told_otherwise(entry: Entry) -> str:
    """The story of a record that seals no decision."""
    tell = _TOLD.get(str(entry["kind"]))
    return tell(entry) if tell else f"An entry of the kind {entry['kind']}."


def where_decided(entry: Entry) -> str:
    """Where it was decided and who sat, by role, as a sentence; empty where the record does not say."""
    sat = {role.replace("_", " "): found["many"] for role, found in (entry.get("sat") or {}).items()}
    said = listing([role if count == 1 else f"{count} {role}s" for role, count in sat.items()])
    where = "Between sittings, since it could not wait" if "urgent" in entry["decision"] else ""
    where = f"At sitting {entry['sitting']}" if entry.get("sitting") else where
    parts = [each for each in (where, f"there sat {said}" if said else "") if each]
    told = "; ".join(parts)
    return f" {told[:1].upper()}{told[1:]}." if told else ""


def _disposal(entry: Entry) -> str:
    numbers = listing([f"{each:,}" for each in entry["disposes"]]) or "none"
    many = "record" if len(entry["disposes"]) == 1 else "records"
    return (
        f"On {_day(entry)} the {_role(entry)} disposed of the personal values of case {entry['case']} ({many} "
        f"{numbers}) under {entry['schedule']}. Those records stay, with the proof that they were made and when; what "
        "they said of anybody is gone, with its salts."
    )


def _money_disposal(entry: Entry) -> str:
    before, many = day_words(dt.date.fromisoformat(entry["before"])), entry["removed"]
    return (
        f"On {_day(entry)} the {_role(entry)} disposed of {many['paid_lines']:,} lines of payments made before "
        f"{before}, and of {many['imports']:,} files they came in, under {entry['schedule']}. No figure of the "
        "ledger changed."
    )


def _correction(entry: Entry) -> str:
    return (
        f"On {_day(entry)} the {_role(entry)} wrote down that record {entry['corrects']:,} of case {entry['case']} is "
        "wrong, and what is right. The earlier record stays as it was sealed; both are read together."
    )


def _rescoring(entry: Entry) -> str:
    book = str(entry["rulebook"]["name"]).replace("_", " ")
    as_of = day_words(dt.date.fromisoformat(entry["as_of"]))
    return (
        f"On {_day(entry)} the {_role(entry)} had the open caseload, as it stood on {as_of}, scored by another text of "
        f"the rulebook “{book}” ({_short(entry['rulebook']['sha256'])}) beside the one in force "
        f"({_short(entry['against'])}). It is called {entry['reference']}. No case was changed by it."
    )


def _whatif(entry: Entry) -> str:
    tried = [
        f"“{str(each['name']).replace('_', ' ')}” ({_short(each['sha256'])}, from {each['source']}, beside "
        f"{_short(each['against'])})"
        for each in entry["texts"]
    ]
    as_of = day_words(dt.date.fromisoformat(entry["as_of"]))
    past = entry["caseload_on"]
    which = f"the caseload of {day_words(dt.date.fromisoformat(past))}" if past else "the whole caseload"
    many = "text" if len(tried) == 1 else "texts"
    return (
        f"On {_day(entry)} the {_role(entry)} tried {len(tried)} {many} on {which}, as of {as_of}: {listing(tried)}. "
        f"It is called {entry['reference']}. Nothing came in force and no case was changed by it."
    )


def _adoption(entry: Entry) -> str:
    book = str(entry["rulebook"]["name"]).replace("_", " ")
    proposed = entry.get("proposed_by")
    by = f" It was proposed by the {proposed['role'].replace('_', ' ')}." if proposed else ""
    return (
        f"On {_day(entry)} the {_role(entry)} adopted a text of the rulebook “{book}” "
        f"({_short(entry['rulebook']['sha256'])}) in place of {_short(entry['replaces'])}, in force from "
        f"{day_words(dt.date.fromisoformat(entry['from']))}, called {entry['reference']}.{by} It rests on the "
        f"re-scoring sealed in record {entry['rescoring']:,}. Why: {entry['words']}"
    )


_TOLD: Final[dict[str, Callable[[Entry], str]]] = {
    "disposal": _disposal,
    MONEY_DISPOSAL: _money_disposal,
    "correction": _correction,
    "rescoring": _rescoring,
    "whatif": _whatif,
    "adoption": _adoption,
}


def apart_words(opened: Mapping[str, Any], book: Rulebook | None) -> str:
    """What differs between advice and decision, in words: "Band 4 where band 3 was advised; £2,520 a year more."."""
    (band, amount), (advised_band, advised) = (
        award_of(opened.get(path) or {}, book) for path in ("/decision/outcome", "/advice/outcome")
    )
    parts = []
    if band is not None and advised_band is not None and band != advised_band:
        parts.append(f"band {band} where band {advised_band} was advised")
    if amount is not None and advised is not None and amount != advised:
        parts.append(f"{money_words(abs(amount - advised))} a year {'more' if amount > advised else 'less'}")
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def result_rows(result: object) -> list[tuple[str, str]]:
    """What a re-scoring or a what-if came to, a row a figure; nothing where it was not opened."""
    rows = result.items() if isinstance(result, Mapping) else ()
    return [(str(name).replace("_", " ").capitalize(), _figure(value)) for name, value in rows]


def _figure(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{str(name).replace('_', ' ')} {_figure(each)}" for name, each in value.items()) or "none"
    if isinstance(value, list):
        return "; ".join(_figure(each) for each in value) or "none"
    return str(value)


def _day(entry: Entry) -> str:
    return day_words(dt.datetime.fromisoformat(entry["at"]).date())


def _role(entry: Entry) -> str:
    return str(entry["by"]["role"]).replace("_", " ")


def _short(sha256: str) -> str:
    return f"{sha256[:12]}…"
