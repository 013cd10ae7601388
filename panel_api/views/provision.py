"""A place of the directory in words: as a row of the list, as a page, and what was changed of it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from engine.amounts import day_words
from engine.facts import Fact
from engine.law.institutions import INSTITUTIONS, footing_words
from engine.placing.places import WORDS, Free, free_words
from panel_api.models import Provision, ProvisionChange, ProvisionPlaces
from panel_api.services.provision_fields import FACT, FIELDS
from panel_api.services.provision_pages import need_words

STATES: Final = {"open": "Open", "closing": "Closing", "proposed": "Proposed", "closed": "Closed"}
PHASES: Final = {
    "early_years": "Early years", "primary": "Primary", "secondary": "Secondary", "post_16": "Post-16",
    "any": "All ages",
}  # fmt: skip
ADMITS: Final = {"mixed": "Girls and boys", "girls": "Girls", "boys": "Boys"}
SOURCES: Final = {"hand": "by hand", "import": "from a file", "seed": "invented"}
UNKNOWN: Final = "Not known"
_CODED: Final[dict[str, Mapping[str, str]]] = {"state": STATES, "phase": PHASES, "admits": ADMITS}


def list_row(row: Provision, free: Free) -> dict[str, Any]:
    """One row of the list."""
    return {
        "code": row.code,
        "name": row.name,
        "invented": row.invented,
        "kind": INSTITUTIONS[row.kind].words,
        "town": row.town or UNKNOWN,
        "partnership": row.partnership or "None known",
        "ages": ages_words(row.least_age, row.most_age),
        "needs": needs_short(row.needs),
        "free": places_short(free),
        "state": row.state,
        "state_words": STATES[row.state],
    }


def ages_words(least: int | None, most: int | None) -> str:
    """4 to 19; "from 4", "to 19" where one is not known."""
    if least is None and most is None:
        return UNKNOWN
    if least is None or most is None:
        return f"from {least}" if most is None else f"to {most}"
    return f"{least} to {most}"


def needs_short(needs: Sequence[str] | None) -> str:
    """SLD, PMLD."""
    return UNKNOWN if needs is None else ", ".join(needs) or "None in particular"


def places_words(free: Free) -> str:
    """3 places free of 120; what is not known is named."""
    words = free_words(free)
    if free.places is None or free.numbers is None or free.numbers.commissioned is None:
        return words[:1].upper() + words[1:]
    return f"{words[:1].upper()}{words[1:]}, of {free.numbers.commissioned:,}"


def places_short(free: Free) -> str:
    """The same for a column: "Not known: commissioned, leaving"."""
    if free.numbers is None:
        return UNKNOWN
    missing = [name.replace("_", " ") for name in WORDS if getattr(free.numbers, name) is None]
    return f"{UNKNOWN}: {', '.join(missing)}" if missing else places_words(free)


def said_field(name: str, value: Any, asked: Mapping[str, Fact]) -> str:
    """What a field holds, in words; None is not known."""
    if value is None:
        return "not known"
    if name == "kind":
        return INSTITUTIONS[value].words if value in INSTITUTIONS else str(value)
    if name in _CODED:
        return _CODED[name].get(value, str(value))
    if name == "needs":
        return ", ".join(need_words().get(each, each) for each in value) or "none in particular"
    if name in ("opened_on", "closed_on"):
        return day_words(dt.date.fromisoformat(value))
    fact = asked.get(name.removeprefix(FACT)) if name.startswith(FACT) else None
    return said_answer(fact, value)


def said_answer(fact: Fact | None, value: Any) -> str:
    """An answer to a question of the rulebook in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = fact.words if fact else {}
    if isinstance(value, list):
        order = list(fact.type.options) if fact else []
        listed = sorted(map(str, value), key=lambda each: order.index(each) if each in order else len(order))
        return ", ".join(_plain(words, each) for each in listed) or "nothing of these"
    return _plain(words, str(value))


def field_words(name: str, asked: Mapping[str, Fact]) -> str:
    """What a field is called."""
    if name.startswith(FACT):
        fact = asked.get(name.removeprefix(FACT))
        return fact.asks.strip().rstrip("?") if fact else _plain({}, name.removeprefix(FACT))
    return FIELDS.get(name, name)


def facts_rows(fields: Mapping[str, Any], asked: Mapping[str, Fact]) -> list[dict[str, str]]:
    """Each question of the rulebook about a place, with its answer or that it is not known."""
    return [
        {"asks": fact.asks, "says": _capital(said_field(FACT + name, fields.get(FACT + name), asked))}
        for name, fact in asked.items()
    ]


def lead(fields: Mapping[str, Any]) -> str:
    """What it is, in a sentence: "Special school for ages 4 to 19 in Banbury, Riverside partnership."."""
    words = INSTITUTIONS[fields["kind"]].words
    ages = ages_words(fields.get("least_age"), fields.get("most_age"))
    said = [words, " (its ages are not known)" if ages == UNKNOWN else f" for ages {ages}"]
    if fields.get("town"):
        said.append(f" in {fields['town']}")
    if fields.get("partnership"):
        said.append(f", {fields['partnership']} partnership")
    return "".join(said) + "."


def detail_rows(fields: Mapping[str, Any], asked: Mapping[str, Fact]) -> list[tuple[str, str]]:
    """What stands in the summary list, each with its words; what is not known says so."""
    names = ["needs", "phase", "admits", "boarding", "capacity", "authority", "opened_on", "closed_on", "catchment",
             "outreach", "website", "telephone"]  # fmt: skip
    if INSTITUTIONS[fields["kind"]].footing == "section_41":
        names.insert(1, "section_41")
    if fields.get("closed_on") is None:
        names.remove("closed_on")
    rows = [(field_words(name, asked), said_field(name, fields.get(name), asked)) for name in names]
    if fields.get("easting") is not None and fields.get("northing") is not None:
        rows.append(("On the National Grid", f"easting {fields['easting']:,}, northing {fields['northing']:,}"))
    else:
        rows.append(("On the National Grid", "not known"))
    return [(name, said if "://" in said else _capital(said)) for name, said in rows]


def footing(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """By which test in law it may be asked for."""
    return footing_words(fields["kind"], fields.get("section_41"))


def history(changes: Iterable[ProvisionChange], asked: Mapping[str, Fact]) -> list[dict[str, Any]]:
    """What was changed, when, by whom and why, the latest first."""
    return [
        {
            "at": each.written_at,
            "who": f"{each.by_role.replace('_', ' ')} {each.by_reference}",
            "how": SOURCES[each.source],
            "file": each.import_id,
            "why": each.words,
            "fields": [
                {
                    "name": field_words(name, asked),
                    "was": said_field(name, both[0], asked),
                    "now": said_field(name, both[1], asked),
                }
                for name, both in each.changes.items()
            ],
        }
        for each in changes
    ]


def numbers_rows(rows: Iterable[ProvisionPlaces]) -> list[dict[str, Any]]:
    """Its numbers by the day they hold from, those that begin last first; one that was written anew stands above."""
    found, days = [], set()
    for each in rows:
        found.append(
            {
                "from_day": each.from_day,
                "counts": [each.commissioned, each.on_roll, each.leaving, each.named],
                "source": each.source,
                "who": f"{each.by_role.replace('_', ' ')} {each.by_reference}",
                "at": each.written_at,
                "replaced": each.from_day in days,
            }
        )
        days.add(each.from_day)
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(words: Mapping[str, str], code: str) -> str:
    return words.get(code, code.replace("_", " "))
