"""Placements in words: one with its place, and what many come to, broken down and over time."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from engine.amounts import day_words
from engine.language.vocabulary import shipped
from engine.law.institutions import INSTITUTIONS
from engine.placing.distance import miles
from engine.sufficiency.stays import Stay, Total, totals_by
from engine.sufficiency.terms import SchoolTerm
from panel_api.models import PlacementChange
from panel_api.services.gazetteer import sector_words
from panel_api.services.sufficiency import place_between, where_is
from panel_api.store.placements import PlacementLine
from panel_api.store.viewer import Viewer

NEEDS: Final = shipped().facts["primary_need"].words
PHASES: Final = {code: text[:1].upper() + text[1:] for code, text in shipped().facts["phase"].words.items()}
KINDS: Final = {code: each.words for code, each in INSTITUTIONS.items() if each.footing != "service"}
WHERE: Final = {"partnership": "In the partnership", "county": "Elsewhere in the county", "out": "Out of the county"}
UNKNOWN: Final = "Not known"
BY: Final[dict[str, tuple[str, Callable[[Stay], str | None], dict[str, str]]]] = {
    "partnership": ("Partnership", lambda each: each.partnership, {}),
    "need": ("Main type of need", lambda each: each.need, dict(NEEDS)),
    "phase": ("Phase", lambda each: each.phase, PHASES),
    "kind": ("Kind of provision", lambda each: each.kind, KINDS),
    "where": ("Where it is", lambda each: each.where, WHERE),
}
"""What figures may be broken down by: its words, what it is of a stay, and the words of its codes."""
_SCHOOL_TOLD: Final = frozenset({"local", "caseworker", "chair", "senior_officer", "finance_officer"})
"""Who reads which school it is; to others a placement is a pseudonym, and so is its school."""
_WORDS_TOLD: Final = frozenset({"local", "caseworker", "chair", "senior_officer"})
_FIELDS: Final = {
    "from_day": "First day",
    "until_day": "Last day",
    "pence": "Full cost a year",
    "health_pence": "Health pays",
    "care_pence": "Social care pays",
    "unmet": "Why nothing local met the need",
    "taken_back_at": "Taken back",
}


def shown(line: PlacementLine, viewer: Viewer, county: str, high: int) -> dict[str, Any]:
    """One placement as its viewer may see it. The home's sector is for whoever keeps cases."""
    row, place = line.row, line.place
    distance = place_between(row.home_sector, place.easting, place.northing)
    where = where_is(row.partnership, place.authority, place.partnership, county)
    told, keeps = viewer.role in _SCHOOL_TOLD, viewer.may("keep_case")
    return {
        "reference": row.reference,
        "case": line.case,
        "school": place.name if told else None,
        "code": place.code if told else None,
        "kind": KINDS.get(place.kind, place.kind),
        "where": WHERE[where] if where else UNKNOWN,
        "out": where == "out",
        "need": NEEDS.get(row.need, row.need) if row.need else UNKNOWN,
        "phase": PHASES.get(row.phase, row.phase) if row.phase else UNKNOWN,
        "partnership": row.partnership or UNKNOWN,
        "home": sector_words(row.home_sector) if row.home_sector and keeps else None,
        "miles": None if distance is None else miles(distance),
        "age": row.age,
        "from_day": row.from_day,
        "until_day": row.until_day,
        "pence": row.pence,
        "dear": row.pence is not None and row.pence >= high,
        "health": row.health_pence,
        "care": row.care_pence,
        "unmet": row.unmet if viewer.role in _WORDS_TOLD else None,
        "unmet_kept": row.unmet is not None and viewer.role not in _WORDS_TOLD,
        "invented": place.invented,
        "decided": row.decision_id is not None,
    }


def figures(total: Total) -> dict[str, Any]:
    """What some placements come to, for a table's row."""
    mean = total.mean_metres
    return {
        "children": total.children,
        "miles": None if mean is None else miles(mean),
        "unmeasured": total.unmeasured,
        "pence": total.pence,
        "mean": total.mean_pence,
        "unpriced": total.unpriced,
        "dear": total.dear,
        "others": total.others_pence,
    }


def breakdown(stays: Iterable[Stay], by: str, high: int) -> list[dict[str, Any]]:
    """A row for each of what they are broken down by, the most children first; what is not known last."""
    _, key, said = BY[by]
    found = totals_by(stays, key, high)
    rows = sorted(found.items(), key=lambda each: (each[0] is None, -each[1].children, str(each[0])))
    return [{"name": UNKNOWN if of is None else said.get(of, of), "day": None, **figures(total)} for of, total in rows]


def over_time(terms: Sequence[SchoolTerm], totals: Sequence[Total]) -> list[dict[str, Any]]:
    """A row for each term: what ran on its day."""
    return [
        {"name": term.words, "day": term.counted_on, **figures(total)}
        for term, total in zip(terms, totals, strict=True)
    ]


def changes_shown(rows: Sequence[PlacementChange]) -> list[dict[str, Any]]:
    """What was changed of one, the latest first: when, why, and each field as it was and is."""
    return [
        {
            "at": row.written_at,
            "by": row.by_role,
            "words": row.words,
            "lines": [
                {
                    "field": _FIELDS[name],
                    "money": name.endswith("pence"),
                    "was": _said(name, was),
                    "now": _said(name, now),
                }
                for name, (was, now) in row.changes.items()
            ],
        }
        for row in rows
    ]


def _said(name: str, value: Any) -> Any:
    """Money stays pence, for the template; a day is said."""
    return day_words(dt.date.fromisoformat(value[:10])) if value and name.endswith(("_day", "_at")) else value
