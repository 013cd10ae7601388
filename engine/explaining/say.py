"""The assessment as plain text, for a head teacher at a terminal: the recommendation first, machinery last.

What change in need would move the band is left out on purpose (see `engine.explaining.changes`).
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from engine.amounts import count_words, day_words, listing, sentence, value_words
from engine.assessing import Assessment, Opinions
from engine.explaining.explain import Explanation, Missing
from engine.explaining.paths import Paths
from engine.explaining.wording import noun, outcomes_words, quoted
from engine.remaining.possible import Possible, PossibleResult, names_of
from engine.remaining.spreads import Spread
from engine.rulebook import Step
from engine.values import Answer

WIDTH: Final = 78
ADVICE: Final = "This is advice. The panel decides."
MOST_LISTED: Final = 8


def report_text(assessment: Assessment, explanation: Explanation, opinions: Opinions | None) -> str:
    """The whole answer, wrapped at 78 columns, ending with a new line."""
    parts = [_first(assessment, explanation)]
    if explanation.paths:
        title = "What is known so far" if assessment.status == "unsettled" else "Why"
        parts += [
            _section("What is still possible", _remaining(assessment, explanation)),
            _section(title, _why(explanation)),
            _section("Why not the next step", _next_step(assessment, explanation)),
            _section("What is missing", _missing(assessment, explanation)),
            _section("What to do next", _next(assessment, explanation)),
            _section("What the answers so far say", _so_far(assessment, explanation)),
            _section("For the panel to know", _noted(explanation.paths)),
        ]
    parts.append(_last(assessment, explanation, opinions))
    return "\n\n".join(part for part in parts if part) + "\n"


def recommendation(assessment: Assessment, explanation: Explanation) -> str:
    """The recommendation in a sentence or two, without the words that it is advice."""
    paths = explanation.paths
    match assessment.status:
        case "settled":
            assert paths
            return f"{sentence(outcomes_words(paths) + _route(paths))}{_others(paths)}"
        case "referred":
            assert paths
            alone = f" By need alone, for comparison: {outcomes_words(paths)}." if _is_priced(paths) else ""
            return f"A person must judge or price this one.{alone}"
        case "incomplete":
            assert paths
            return f"Returned for information: something is needed first.{_all_the_same(paths)}"
        case "unsettled":
            return _unsettled(assessment.possible)
        case _:
            return explanation.why[0].sentence


def possible_words(assessment: Assessment, result: PossibleResult, paths: Paths) -> str:
    """One result that remains, in words."""
    shown = [
        _part(paths, step, result.outcome[step.name])
        for step in assessment.rulebook.outcomes.values()
        if result.outcome[step.name] is not None and (step is paths.headline or step.node.type.kind == "money")
    ]
    said = ("; " if any(", " in each for each in shown) else ", ").join(shown)
    if result.status == "settled":
        return said
    if result.status == "incomplete":
        return "the request goes back for information"
    return f"a person must judge or price it{f' (by need alone: {said})' if said else ''}"


# Parts


def _first(assessment: Assessment, explanation: Explanation) -> str:
    said = _fill(recommendation(assessment, explanation))
    return said if assessment.status == "not_in_force" else f"{said}\n{ADVICE}"


def _all_the_same(paths: Paths) -> str:
    """A local form never bars a child with a plan or an assessment request."""
    if any(fact.kind == "plan" and paths.english.known[name] is True for name, fact in paths.book.facts.items()):
        return " With an EHC plan or an assessment request a person takes the case all the same, with its gaps listed."
    return ""


def _is_priced(paths: Paths) -> bool:
    """Whether need alone gives a headline, and an amount where the rulebook has amounts."""
    steps = zip(paths.book.outcomes.values(), paths.evaluation.outcomes, strict=True)
    amounts = [value for step, value in steps if step.node.type.kind == "money"]
    return paths.evaluation.outcomes[0] is not None and (not amounts or any(each is not None for each in amounts))


def _unsettled(possible: Possible | None) -> str:
    assert possible
    count = len(possible.facts)
    answers = f"{count_words(count)} answer{'s' if count != 1 else ''} {'are' if count != 1 else 'is'} missing"
    if not possible.exact:
        return f"Not settled yet, because {answers}."
    if len(possible.results) == 1:
        return f"Not settled yet, because {answers}, though only one result remains whatever the answer."
    return f"Not settled yet, because {answers}: {count_words(len(possible.results))} results are still possible."


def _remaining(assessment: Assessment, explanation: Explanation) -> Iterator[str]:
    """What an unsettled case can still become; more than a few results as one span a status."""
    possible, paths = assessment.possible, explanation.paths
    if not possible or not paths:
        return
    results = possible.results if len(possible.results) <= MOST_LISTED else _spans(assessment, possible.results)
    yield from (sentence(possible_words(assessment, each, paths)) for each in results)


def _spans(assessment: Assessment, results: Sequence[PossibleResult]) -> list[PossibleResult]:
    """For each status one result that says from what to what each outcome may be."""
    spans = []
    for status in dict.fromkeys(each.status for each in results):
        of_status = [each for each in results if each.status == status]
        outcome: dict[str, Answer | Spread] = {}
        for name in assessment.rulebook.outcomes:
            values = names_of(of_status, name)
            outcome[name] = Spread(tuple(values)) if len(values) > 1 else values[0] if values else None
        spans.append(PossibleResult(status, outcome))
    return spans


def _why(explanation: Explanation) -> Iterator[str]:
    """The reasons; of a request that goes back only why it does."""
    paths = explanation.paths
    back = {rule.id for rule in paths.evaluation.fired("return")} if paths else set()
    yield from (each.sentence for each in explanation.why if not back or each.name in back)


def _so_far(assessment: Assessment, explanation: Explanation) -> Iterator[str]:
    """What the answers of a request that goes back say about need."""
    if assessment.status == "incomplete":
        yield from (each.sentence for each in explanation.why if each.about in ("fact", "step"))
        yield "The panel has not looked at this yet, and nothing is offered or refused."


def _route(paths: Paths) -> str:
    routes = [paths.book.routes.get(rule.route or "", "") for rule in paths.evaluation.fired("route")]
    return f", from {listing(route for route in routes if route)}" if any(routes) else ""


def _others(paths: Paths) -> str:
    """The outcomes that are neither headline nor money: " Months until the award is reviewed: 12."""
    said = ""
    for step, value in zip(paths.book.outcomes.values(), paths.evaluation.outcomes, strict=True):
        if step is not paths.headline and step.node.type.kind != "money" and value is not None:
            said += f" {sentence(f'{step.says}: {paths.english.value(step.node, value)}')}"
    return said


def _part(paths: Paths, step: Step, value: Answer | Spread) -> str:
    called = noun(step)
    if isinstance(value, Spread):
        return f"{called}{':' if ',' in called else ''} {_spread(paths, step, value)}"
    said = value_words(value, step.node.type, paths.english.words(step.node))
    said = quoted(said) if step.node.type.options else said
    return f"{called}: {said}" if "," in called else f"{called} {said}"


def _spread(paths: Paths, step: Step, spread: Spread) -> str:
    words = paths.english.words(step.node)
    if spread.only is not None and (len(spread.only) <= MOST_LISTED or not step.node.type.numeric):
        return listing((value_words(each, step.node.type, words) for each in spread.only), "or") or "left to a person"
    low, high = (spread.low, spread.high) if spread.only is None else (spread.only[0], spread.only[-1])
    return f"from {value_words(low, step.node.type)} to {value_words(high, step.node.type)}"


def _next_step(assessment: Assessment, explanation: Explanation) -> Iterator[str]:
    if assessment.status != "incomplete":
        yield from (each.sentence for each in explanation.why_not if each.about != "rule")


def _missing(assessment: Assessment, explanation: Explanation) -> Iterator[str]:
    first = assessment.possible.question if assessment.possible else None
    facts = [each for each in explanation.missing if each.kind == "fact"]
    mattering = sorted((each for each in facts if each.matters), key=lambda each: each.name != first)
    for each in mattering:
        settles = " This answer would settle most." if each.name == first and len(mattering) > 1 else ""
        yield f"{_asked(explanation, each)}{settles}"
    rest = [each for each in facts if not each.matters]
    if rest:
        also = "Also unanswered" if mattering else "Unanswered"
        yield f"{also}, without changing the advice: {'; '.join(_asked(explanation, each) for each in rest)}"


def _asked(explanation: Explanation, missing: Missing) -> str:
    """A question as it is asked; of a strand that is no question, which level it is at."""
    if missing.sentence.endswith("?"):
        return missing.sentence
    is_level = explanation.assessment.rulebook.facts[missing.name].is_level
    return f"{missing.sentence}: at which level?" if is_level else sentence(missing.sentence)


def _next(assessment: Assessment, explanation: Explanation) -> Iterator[str]:
    paths = explanation.paths
    assert paths
    if assessment.status == "incomplete":
        yield "Send what is asked for above, and ask for help where it is hard to get."
    yield from (each.sentence for each in explanation.asks if each.kind == "rule")
    if assessment.status == "unsettled":
        yield "Answer what is missing, then ask again."
    if assessment.status == "referred":
        yield "The panel, or the officer it names, judges or prices this request by hand."
    if assessment.status == "settled":
        yield "The request is ready for the panel."


def _noted(paths: Paths) -> Iterator[str]:
    """Flags for the panel's eye, then notes."""
    for kind in ("flag", "note"):
        yield from (paths.english.fill(rule.met) for rule in paths.evaluation.fired(kind))


def _last(assessment: Assessment, explanation: Explanation, opinions: Opinions | None) -> str:
    book = assessment.rulebook
    keys = dict.fromkeys(key for reason in explanation.why for key in reason.sources)
    titles = "; ".join(book.sources[key].title for key in keys if key in book.sources)
    lines = [_fill(f"Taken from: {titles}.")] if titles else []
    lines += [_fill(book.notice)] if book.notice else []
    if opinions and assessment.evaluation:
        lines.append("Worked out three times, by separate engines that agree.")
    lines.append(_fill(f"Rulebook {book.name} as of {day_words(assessment.day)}"))
    lines.append(f"sha256 {book.sha256}")
    return "\n".join(lines)


# Lines


def _section(title: str, sentences: Iterable[str]) -> str:
    several = [_bullet(each) for each in sentences]
    return "\n".join([title, *several]) if several else ""


def _bullet(text: str) -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def _fill(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
