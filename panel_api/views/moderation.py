"""Moderation in words: the list of samples, how one was drawn, who scores it, and what it shows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.agreement.alpha import Score
from engine.agreement.bands import FOR_A_PERSON
from engine.amounts import count_words, day_words, inside
from panel_api import roles
from panel_api.models import Person, Sample
from panel_api.services.moderation_result import BAND, Result
from panel_api.store.moderation import OwnCase, SampleLine
from panel_api.views.agreement import Line, agreement_view

NO_DECISION: Final = "This changes no decision."
STRATA: Final = {
    "none": "All cases alike",
    "band": "By band",
    "partnership": "By partnership",
    "area": "By the area of greatest need",
}
_NAMELESS: Final = {
    "none": "All cases",
    "band": "No band",
    "partnership": "No partnership",
    "area": "No need described",
}


def sample_lines(found: Sequence[SampleLine]) -> list[dict[str, Any]]:
    """The list: each sample with what the viewer has still to do in it."""
    return [
        {
            "reference": each.sample.reference,
            "title": each.sample.title,
            "drawn": each.sample.drawn_at.date(),
            "cases": each.cases,
            "scorers": each.scorers,
            "closed": each.sample.closed_at,
            "mine": _mine(each),
        }
        for each in found
    ]


def _mine(each: SampleLine) -> str:
    if each.mine == 0:
        return "Nothing for you to score"
    left = each.mine - each.finished
    if each.sample.closed_at is not None:
        return f"You finished {count_words(each.finished)} of {count_words(each.mine)}"
    return "You have finished" if left == 0 else f"{count_words(left).capitalize()} for you to score"


def drawing(sample: Sample, book_title: str) -> dict[str, Any]:
    """How a sample was drawn: a sentence, its seed and its strata."""
    plan = sample.plan
    drawn = sum(each["drawn"] for each in plan["strata"])
    from_day, to_day = (_day(plan[name]) for name in ("from", "to"))
    cases = "case" if plan["holds"] == 1 else "cases"
    says = f"{count_words(drawn).capitalize()} of {plan['holds']:,} {cases} decided from {from_day} to {to_day}"
    return {
        "says": f"{says} under {inside(book_title)}, drawn by chance on {day_words(sample.drawn_at.date())}.",
        "seed": sample.seed,
        "by": STRATA[plan["by"]],
        "strata": [{**each, "name": _part(plan["by"], each["name"])} for each in plan["strata"]],
    }


def _part(by: str, name: str) -> str:
    if not name:
        return _NAMELESS[by]
    return f"Band {name}" if by == "band" else name


def scorer_rows(
    people: Sequence[tuple[Person, str]],
    asked: Sequence[Person],
    names: Mapping[int, str],
    progress: Mapping[int, tuple[int, int]],
    cases: int,
) -> list[dict[str, Any]]:
    """Everyone who may be asked, and everyone who is: who they are and how far they have come."""
    known = {person.id: (person, roles.ABOUT[role].name.lower()) for person, role in people}
    rows = known | {person.id: known.get(person.id, (person, "no longer in a role that scores")) for person in asked}
    found = []
    for number, (person, role) in sorted(rows.items(), key=lambda row: (row[1][0].name, row[0])):
        to_do, finished = progress.get(number, (0, 0))
        out = cases - to_do
        left_out = f"; left out of {count_words(out)}, for an interest or because they decided it" if out else ""
        says = f"{names[number]}: {finished} of {to_do} finished{left_out}" if number in names else ""
        found.append(
            {"reference": person.reference, "name": person.name, "role": role, "asked": number in names, "says": says}
        )
    return found


def own_rows(mine: Sequence[OwnCase]) -> list[dict[str, Any]]:
    """The scorer's own list."""
    return [{"position": each.position, "left_out": each.left_out, "state": _state(each)} for each in mine]


def _state(each: OwnCase) -> str:
    if each.left_out:
        return "not for you, because you have an interest in it or decided it"
    if each.finished_at is not None:
        return "finished"
    return "begun" if each.saved_at is not None else "not begun"


def result_view(result: Result, *, with_notes: bool) -> dict[str, Any]:
    """The result: the chart with its table, each scorer beside the engine, and which band became which.

    with_notes: what scorers wrote, which is for whoever keeps the sample.
    """
    lines = [Line("All levels together", result.levels, result.levels_against)]
    lines.append(Line(BAND, result.bands, result.bands_against))
    lines += [Line(each.fact.asks, each.alpha, each.against) for each in result.strands]
    words = [(band, _band(band)) for band in result.order]
    return {
        "no_decision": NO_DECISION,
        "cases": result.cases,
        "finished": result.finished,
        "agreement": agreement_view(lines),
        "scorers": result.scorers,
        "notes": result.notes if with_notes else (),
        "bands": [text for _, text in words],
        "moved": [
            {"first": text, "cells": [(result.moved.get((band, scored), 0), band == scored) for scored, _ in words]}
            for band, text in words
        ],
        "differed": [
            {"pair": f"{_band(low)} and {inside(_band(high))}", "times": times}
            for (low, high), times in sorted(result.differed.items(), key=lambda each: (-each[1], str(each[0])))
        ],
    }


def _band(band: Score) -> str:
    return "For a person" if band == FOR_A_PERSON else f"Band {band}"


def _day(text: str) -> str:
    return day_words(dt.date.fromisoformat(text))
