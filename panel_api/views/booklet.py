"""The published rulebook as a booklet: what it asks, how points become a band, what each band is worth.

Everything on it is read from the checked tree, so it cannot say anything but what is applied.
"""

import datetime as dt
import re
from typing import Any, Final

from engine.amounts import day_words, value_words
from engine.english import English
from engine.facts import Fact
from engine.rulebook import REFER, DatedShape, InForce, Ladder, Plain, Result, Rule, Rulebook, Step, Table
from engine.values import Type
from panel_api.words import KINDS_OF_FACT

THEN: Final = {
    "return": "When a request goes back for information",
    "refer": "What a person must judge",
    "ask": "What is asked for (the answer changes no band)",
    "flag": "What the panel is told to look at",
    "note": "What is noted",
    "route": "Which account pays",
}
_A_PERSON: Final = "a person decides"
_BRACES: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def booklet(book: Rulebook, day: dt.date) -> dict[str, Any]:
    """The whole booklet as it stands on `day` (the first day in force where `day` lies outside)."""
    if not book.in_force.holds(day):
        day = book.in_force.start if day < book.in_force.start else book.in_force.end or day
    in_force = book.on(day)
    english = English(in_force)
    return {
        "title": book.title,
        "name": book.name,
        "about": book.about,
        "notice": book.notice,
        "day": day,
        "since": book.in_force.start,
        "until": book.in_force.end,
        "turning_days": book.turning_days,
        "areas": _areas(book),
        "asked": _asked(book),
        "steps": [_step(english, step) for step in book.derives.values()],
        "outcomes": [_step(english, step) for step in book.outcomes.values()],
        "amounts": [_amount(book, name, dated, english) for name, dated in book.values.items()],
        "rules": _rules(in_force, english),
        "never": _never(book),
        "allow": [{"fact": book.facts[a.fact].asks, "why": a.why} for a in book.allow],
        "sources": list(book.sources.values()),
        "sha256": book.sha256,
    }


def _areas(book: Rulebook) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for fact in book.facts.values():
        if fact.is_level:
            strand = {"asks": fact.asks, "help": fact.help, "levels": list(fact.words.values())}
            found.setdefault(book.areas.get(fact.area or "", "Need"), []).append(strand)
    return [{"name": name, "strands": strands} for name, strands in found.items()]


def _asked(book: Rulebook) -> list[dict[str, str]]:
    facts = [fact for fact in book.facts.values() if not fact.is_level]
    return [{"asks": fact.asks, "kind": fact.kind, "answer": _answer(fact), "help": fact.help or ""} for fact in facts]


def _answer(fact: Fact) -> str:
    kinds = {"yes_no": "yes or no", "money": "an amount", "date": "a day", "whole": "a whole number"}
    if fact.words:
        listed = "; ".join(fact.words.values())
        text = {"ranked": f"up to {fact.most} of these, the main one first: ", "set": "any of these: "}
        answer = text.get(fact.type.kind, "one of these: ") + listed
    else:
        answer = kinds.get(fact.type.kind, f"a {fact.type}")
    return f"{answer}, or “{fact.none_words}”" if fact.none_words else answer


def _step(english: English, step: Step) -> dict[str, str]:
    says = step.says[:1].upper() + step.says[1:]
    return {"says": says, "text": english.say(step.node)}


def _amount(book: Rulebook, name: str, dated: tuple[DatedShape, ...], english: English) -> dict[str, Any]:
    """One value as a table, a column a period: this year beside last."""
    columns = [_period(book, entry) for entry in dated]
    rows: dict[str, list[str]] = {}
    for column, entry in enumerate(dated):
        for key, result in _lines(entry, english):
            rows.setdefault(key, ["–"] * len(dated))[column] = result
    return {
        "title": name.replace("_", " ").capitalize(),
        "columns": columns,
        "rows": [(key, *cells) for key, cells in rows.items()],
        "single": all(isinstance(entry.shape, Plain) for entry in dated),
        "key": " and ".join(_keys(dated[0])),
        "sources": list(dict.fromkeys(book.sources[entry.source].title for entry in dated)),
    }


def _keys(entry: DatedShape) -> list[str]:
    if isinstance(entry.shape, Table):
        return [name.replace("_", " ") for name in entry.shape.by]
    return ["from" if isinstance(entry.shape, Ladder) else ""]


def _period(book: Rulebook, entry: DatedShape) -> str:
    start = max(entry.period.start, book.in_force.start)
    end = entry.period.end
    return f"{day_words(start)} to {day_words(end)}" if end else f"from {day_words(start)}"


def _lines(entry: DatedShape, english: English) -> list[tuple[str, str]]:
    shape = entry.shape
    lead = "up to " if entry.up_to else ""
    if isinstance(shape, Plain):
        return [("", lead + value_words(shape.value, shape.type))]
    if isinstance(shape, Ladder):
        runs = [english.ladder_range(shape, rung) for rung in range(len(shape.starts))]
        return [(run, _result(result, shape.type, lead)) for run, result in zip(runs, shape.results, strict=True)]
    lines = []
    for keys, result in shape.cells.items():
        key = ", ".join("anything else" if each is None else str(each).replace("_", " ") for each in keys)
        lines.append((key, _result(result, shape.type, lead)))
    if shape.otherwise is not None:
        lines.append(("otherwise", _result(shape.otherwise, shape.type, lead)))
    return lines


def _result(result: Result, type_: Type, lead: str) -> str:
    return _A_PERSON if result is REFER else lead + value_words(result, type_)


def _rules(in_force: InForce, english: English) -> list[dict[str, Any]]:
    groups = []
    for then, title in THEN.items():
        rules = [_rule(rule, english, in_force.rulebook) for rule in in_force.rules if rule.then == then]
        if rules:
            groups.append({"title": title, "rules": rules})
    return groups


def _rule(rule: Rule, english: English, book: Rulebook) -> dict[str, str]:
    when = english.say(rule.when)
    return {
        "id": rule.id,
        "when": when[:1].upper() + when[1:],
        "met": _BRACES.sub(lambda found: _named(found.group(1), english), rule.met),
        "route": book.routes.get(rule.route, rule.route) if rule.route else "",
        "source": book.sources[rule.source].title,
    }


def _named(name: str, english: English) -> str:
    """What stands for a `{name}` where there is no case: the amount in force, or what will stand there."""
    entry = english.in_force.values.get(name)
    fixed = entry is not None and isinstance(entry.shape, Plain)
    return english.name_value(name) if fixed else f"[{english.label(name)}]"


def _never(book: Rulebook) -> list[str]:
    """What no band and no amount of this rulebook may read; proved by `evenhand check`."""
    return list(KINDS_OF_FACT.values()) if book.decides in ("top_up", "placement") else []
