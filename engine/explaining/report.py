"""The assessment as JSON: the contract of design section 9 that other people's programs rely on.

Money and numbers are decimal strings, days ISO, lists ordered; the same assessment gives the same bytes.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.assessing import Assessment, Opinions
from engine.explaining.explain import Explanation
from engine.remaining.possible import Possible, PossibleResult
from engine.remaining.spreads import Spread
from engine.rulebook import Rulebook
from engine.values import Answer, Kind, outside

Json = dict[str, Any]


def report(assessment: Assessment, explanation: Explanation, opinions: Opinions | None, *, brief: bool = False) -> Json:
    """One object, ready for `json.dumps`. `opinions` is None where no second opinion was asked.

    `brief` leaves out `changes` and `trace`, which take longest and can be worked out again.

    status, outcome, exact, possible, next_question, missing, asks, fired, why, why_not, changes, ceilings,
    trace, rulebook, engines. Outcomes of a referred or returned case are what need alone gives: see `outcome_is`.
    """
    book, possible = assessment.rulebook, assessment.possible
    at_length = {} if brief else {"changes": _changes(explanation), "trace": _trace(explanation)}
    return {
        "status": assessment.status,
        "outcome": outcome_json(book, assessment.outcome),
        "outcome_is": OUTCOME_IS[assessment.status],
        "ceilings": list(explanation.ceilings),
        "exact": possible.exact if possible else True,
        "possible": [_possible(book, each) for each in possible.results] if possible else [],
        "next_question": _question(book, possible),
        "missing": [
            {
                "kind": each.kind,
                "name": each.name,
                "sentence": each.sentence,
                "matters": each.matters,
                "waits_for": list(each.waits_for),
            }
            for each in explanation.missing
        ],
        "asks": [
            {"kind": each.kind, "name": each.name, "sentence": each.sentence, "sources": _sources(book, each.sources)}
            for each in explanation.asks
        ],
        "fired": [rule.id for rule in assessment.evaluation.fired()] if assessment.evaluation else [],
        "conclusions": _conclusions(assessment, explanation),
        "why": [
            {"sentence": each.sentence, "about": each.about, "name": each.name, "sources": _sources(book, each.sources)}
            for each in explanation.why
        ],
        "why_not": [
            {
                "sentence": each.sentence,
                "about": each.about,
                "name": each.name,
                "short_by": each.short_by,
                "sources": _sources(book, each.sources),
            }
            for each in explanation.why_not
        ],
        **at_length,
        "rulebook": {
            "name": book.name,
            "title": book.title,
            "notice": book.notice,
            "sha256": book.sha256,
            "as_of": assessment.day.isoformat(),
        },
        "engines": {
            "agree": True if opinions else None,
            "compared": list(opinions.compared) if opinions else [],
        },
    }


OUTCOME_IS: dict[str, str] = {
    "settled": "the recommendation",
    "unsettled": "what is known so far",
    "referred": "what need alone gives, for comparison; a person decides",
    "incomplete": "what the answers so far would give; the request goes back for information first",
    "not_in_force": "nothing; the rulebook is not in force on this day",
}
"""What the outcome is to be taken for, by status."""


def outcome_json(book: Rulebook, outcome: Mapping[str, Answer | Spread]) -> Json:
    """Outcomes by name: money as decimal strings, null where there is no value; a spread as an object."""
    return {name: _value(value, book.outcomes[name].node.type.kind) for name, value in outcome.items()}


def _value(value: Answer | Spread, kind: Kind) -> object:
    if not isinstance(value, Spread):
        return outside(value, kind)
    found: Json = {"person": value.person}
    if value.only is not None:
        found["one_of"] = [outside(each, kind) for each in value.only]
    else:
        found |= {"least": outside(value.low, kind), "most": outside(value.high, kind)}
    return found


def _possible(book: Rulebook, result: PossibleResult) -> Json:
    return {"status": result.status, "outcome": outcome_json(book, result.outcome)}


def _question(book: Rulebook, possible: Possible | None) -> Json | None:
    if possible is None or possible.question is None:
        return None
    fact = book.facts[possible.question]
    return {"fact": fact.name, "asks": fact.asks.strip(), "help": fact.help}


def _conclusions(assessment: Assessment, explanation: Explanation) -> list[Json]:
    """Every rule that is met, with its sentence."""
    paths = explanation.paths
    if paths is None:
        return []
    return [
        {
            "rule": rule.id,
            "then": rule.then,
            "route": rule.route,
            "sentence": paths.english.fill(rule.met),
            "sources": _sources(assessment.rulebook, (rule.source,)),
        }
        for rule in paths.evaluation.fired()
    ]


def _changes(explanation: Explanation) -> list[Json]:
    book = explanation.assessment.rulebook
    return [
        {
            "direction": each.direction,
            "facts": {name: outside(value, book.facts[name].type.kind) for name, value in each.facts.items()},
            "status": each.status,
            "outcome": outcome_json(book, each.outcome),
            "sentence": each.sentence,
        }
        for each in explanation.changes
    ]


def _trace(explanation: Explanation) -> list[Json]:
    book = explanation.assessment.rulebook
    return [
        {
            "kind": each.kind,
            "home": each.home,
            "words": each.words,
            "truth": each.truth,
            "value": each.value,
            "finding": each.finding,
            "sources": _sources(book, each.sources),
        }
        for each in explanation.trace
    ]


def _sources(book: Rulebook, keys: Iterable[str]) -> list[Json]:
    """Sources by key with their titles."""
    return [{"key": key, "title": book.sources[key].title} for key in keys if key in book.sources]
