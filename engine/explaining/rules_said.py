"""The questions, steps and rules of a rulebook in words, as far as they can be said without a case."""

import re
from typing import Final

from engine.explaining.english import English
from engine.facts import Fact
from engine.rulebook import Plain, Rule, Rulebook, Step

THEN: Final = {
    "return": "When a request goes back for information",
    "refer": "What a person must judge",
    "ask": "What is asked for (the answer changes no band)",
    "flag": "What the panel is told to look at",
    "note": "What is noted",
    "route": "Which account pays",
}
"""What each kind of rule does, as the heading over those rules."""
_BRACES: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_ANSWERS: Final = {
    "yes_no": "yes or no",
    "money": "an amount",
    "date": "a day",
    "whole": "a whole number",
    "percent": "a percentage",
}


def answer_asked(fact: Fact) -> str:
    """What an answer to a question looks like: "one of these: …"."""
    text = answer_kind(fact)
    listed = "; ".join(words.replace("_", " ") for words in fact.words.values())
    answer = f"{text}: {listed}" if listed else text
    return f"{answer}, or “{fact.none_words}”" if fact.none_words else answer


def answer_kind(fact: Fact) -> str:
    """The same without the answers themselves."""
    if fact.words:
        several = {"ranked": f"up to {fact.most} of these, the main one first", "set": "any of these"}
        return several.get(fact.type.kind, "one of these")
    return _ANSWERS.get(fact.type.kind, f"a {fact.type}")


def step_words(english: English, step: Step) -> dict[str, str]:
    """A step's name and what it is, as sentences begin."""
    says = step.says[:1].upper() + step.says[1:]
    text = english.say(step.node)
    return {"says": says, "text": text[:1].upper() + text[1:] if text[:1] != "“" else text}


def rule_words(rule: Rule, english: English, book: Rulebook) -> dict[str, str]:
    """A rule: when it is met, what it then says (in a fit also what it says otherwise), who pays, and its source."""
    when = english.say(rule.when)
    return {
        "id": rule.id,
        "when": when[:1].upper() + when[1:],
        "met": met_words(rule.met, english),
        "not_met": met_words(rule.not_met, english) if book.decides == "fit" else "",
        "route": book.routes.get(rule.route, rule.route) if rule.route else "",
        "source": book.sources[rule.source].title,
    }


def met_words(text: str, english: English) -> str:
    """What a rule says, as far as that can be said without a case."""
    return _BRACES.sub(lambda found: _named(found.group(1), english), text)


def _named(name: str, english: English) -> str:
    """What stands for a `{name}` where there is no case: the amount in force, or what will stand there."""
    entry = english.in_force.values.get(name)
    fixed = entry is not None and isinstance(entry.shape, Plain)
    return english.name_value(name) if fixed else f"[{english.label(name)}]"
