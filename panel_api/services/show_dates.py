"""A case's dates as JSON: what the law or the authority's own standard asks, how each stands, and what it rests on."""

from engine.law.dates import DueDate, Finding
from panel_api.services.clock import Clock
from panel_api.store.due_lists import DueLine, DuePage

Document = dict[str, object]


def dates_document(clock: Clock) -> Document:
    """How the case stands on a day; dates that cannot be counted yet stand last, and say what they wait for."""
    return {
        "on": clock.today.isoformat(),
        "footing": clock.footing,
        "recorded": {kind: day.isoformat() for kind, day in clock.days.items()},
        "dates": [_date(each, clock) for each in clock.dates],
    }


def due_document(page: DuePage, on: str) -> Document:
    """One page of what is due, with the cursors of its neighbours."""
    return {
        "on": on,
        "due": [_line(each) for each in page.rows],
        "pages": {
            "before": str(page.before) if page.before else None,
            "after": str(page.after) if page.after else None,
        },
    }


def _date(date: DueDate, clock: Clock) -> Document:
    return {
        "code": date.code,
        "words": date.words,
        "due_on": date.due.isoformat() if date.due else None,
        "possible": date.possible,
        "force": date.force,
        "whose": date.whose,
        "span": date.span,
        "source": date.source,
        "state": date.state(clock.today),
        "says": date.state_words(clock.today),
        "sentence": date.sentence(),
        "met_on": date.met_on.isoformat() if date.met_on else None,
        "findings": [_finding(each) for each in date.findings],
    }


def _finding(found: Finding) -> Document:
    return {
        "ground": found.ground,
        "words": found.words,
        "by": found.by,
        "on": found.on.isoformat(),
        "from": found.from_day.isoformat() if found.from_day else None,
        "to": found.to_day.isoformat() if found.to_day else None,
    }


def _line(row: DueLine) -> Document:
    return {
        "case": row.reference,
        "legal_basis": row.legal_basis,
        "code": row.code,
        "words": row.words,
        "due_on": row.due_on.isoformat(),
        "law": row.law,
        "possible": row.possible,
        "excused": row.excused,
    }
