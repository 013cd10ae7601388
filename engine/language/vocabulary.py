"""The shared vocabulary: facts that every rulebook means alike, the areas of need, and the accounts.

The kinds duty, plan, diagnosis, family, identity and money live only here, so that no author can give one
of them another name and let it move a band. A council may keep a vocabulary of its own beside its
rulebooks; it is held to the one that ships with Evenhand, and where it has none, that one serves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from engine.facts import Fact
from engine.language.declarations import read_fact, read_words
from engine.language.sections import Section
from engine.language.source_text import read_text
from engine.problems import Complaints

VOCABULARY_FILE: Final = "vocabulary.yaml"
_TOP: Final = Path(__file__).resolve().parents[2]
_SHIPPED: Final = (_TOP / "rules" / VOCABULARY_FILE, _TOP / "panel_api" / "_content" / "rules" / VOCABULARY_FILE)
"""In a checkout, and where a wheel puts it."""


@dataclass(frozen=True)
class Vocabulary:
    """The shared facts, areas and routes."""

    facts: Mapping[str, Fact]
    areas: Mapping[str, str]
    routes: Mapping[str, str]
    text: str


def read_vocabulary(text: str, file: str, complaints: Complaints) -> Vocabulary:
    """The shared vocabulary; empty where there is none."""
    written = read_text(text, file, complaints) if text.strip() else None
    if written is None:
        return Vocabulary({}, {}, {}, text)
    section = Section(
        written,
        "the vocabulary",
        written.at,
        complaints,
        ("facts",),
        ("areas", "routes", "title", "about"),
    )
    areas = read_words(section, "areas")
    facts: dict[str, Fact] = {}
    for name, each in section.named("facts"):
        fact = read_fact(name, each, areas, complaints, shared=True)
        if fact:
            facts[name.text] = fact
    return Vocabulary(facts, areas, read_words(section, "routes"), text)


@cache
def shipped() -> Vocabulary:
    """The vocabulary that ships with Evenhand."""
    file = next(path for path in _SHIPPED if path.exists())
    return read_vocabulary(file.read_text("utf-8"), str(file), Complaints())
