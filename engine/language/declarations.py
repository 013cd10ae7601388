"""Facts, sources and dated values as declared in a rulebook or in the shared vocabulary."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from engine.facts import KINDS, SHARED_ONLY, Fact
from engine.language.literals import read_literal
from engine.language.sections import Section
from engine.language.source_text import Entries, Text, Written
from engine.problems import Complaints, Place
from engine.rulebook import Source
from engine.values import Kind, Type

_TYPES: Final[dict[str, Kind]] = {
    "level": "whole",
    "whole": "whole",
    "number": "number",
    "money": "money",
    "percent": "percent",
    "date": "date",
    "yes_no": "yes_no",
    "choice": "choice",
    "ranked": "ranked",
    "set": "set",
}
_BOUNDS: Final[dict[str, tuple[int, int]]] = {
    "whole": (0, 1_000_000),
    "number": (0, 1_000_000),
    "money": (0, 10_000_000_000),
    "percent": (0, 100),
}
_FIELDS: Final = (
    "area",
    "help",
    "levels",
    "unit",
    "least",
    "most",
    "places",
    "options",
    "none",
    "of",
    "once",
)
MOST_OPTIONS: Final = 60


def read_facts(
    section: Section,
    vocabulary: Mapping[str, Fact],
    areas: Mapping[str, str],
    complaints: Complaints,
) -> dict[str, Fact]:
    """The facts a rulebook asks, shared ones taken from the vocabulary."""
    facts: dict[str, Fact] = {}
    for name, written in section.named("facts"):
        if isinstance(written, Text):
            shared = _shared(name, written, vocabulary, complaints)
            if shared:
                facts[name.text] = shared
            continue
        fact = read_fact(name, written, areas, complaints, shared=False)
        if fact:
            facts[name.text] = fact
    return facts


def _shared(name: Text, written: Text, vocabulary: Mapping[str, Fact], complaints: Complaints) -> Fact | None:
    if written.text != "shared":
        complaints.add(
            written.at,
            f"`{written.text}` does not declare a fact",
            "`shared`, or type, kind and asks",
            "Declare it",
        )
        return None
    if name.text not in vocabulary:
        listed = ", ".join(f"`{each}`" for each in list(vocabulary)[:40])
        complaints.add(
            name.at,
            f"`{name.text}` is not in the shared vocabulary",
            f"one of {listed}",
            "Correct it or declare it here",
        )
        return None
    return vocabulary[name.text]


def read_fact(
    name: Text, written: Written, areas: Mapping[str, str], complaints: Complaints, *, shared: bool
) -> Fact | None:
    """One declared fact, or None with its problems noted."""
    before = len(complaints.problems)
    section = Section(written, f"the fact `{name.text}`", name.at, complaints, ("type", "kind", "asks"), _FIELDS)
    type_name = section.choice("type", tuple(_TYPES), "")
    kind = section.choice("kind", tuple(KINDS), "")
    if kind in SHARED_ONLY and not shared:
        complaints.add(
            section.entries["kind"].at,
            f"a fact of the kind {kind} is declared here",
            "need, evidence, provision or context",
            "Facts of that kind live only in rules/vocabulary.yaml: write `" + name.text + ": shared`",
        )
    area = section.words("area") or None
    if area and area not in areas:
        complaints.add(
            section.entries["area"].at,
            f"`{area}` is not an area",
            "one of " + ", ".join(areas),
            "Correct it",
        )
    words = _words(section, type_name, complaints)
    none = section.words("none") or None
    evidence_date = type_name == "date" and kind == "evidence"
    least, most = _bounds(section, type_name, words, complaints)
    if len(complaints.problems) > before or not type_name:
        return None
    options = tuple(words) if type_name in ("choice", "ranked", "set") else ()
    maybe_none = none is not None or evidence_date
    return Fact(
        name=name.text,
        type=Type(_TYPES[type_name], section.words("unit") or None, options, maybe_none),
        kind=kind,
        asks=section.words("asks"),
        at=name.at,
        area=area,
        help=section.words("help") or None,
        words=words,
        least=least,
        most=most,
        places=_places(section, complaints),
        none_words=("There is none" if none in (None, "yes") else none) if maybe_none else None,
        of=section.choice("of", ("child", "place"), "") or None,
        once=section.yes("once"),
        shared=shared,
    )


def _words(section: Section, type_name: str, complaints: Complaints) -> dict[str, str]:
    needs = {"level": "levels", "choice": "options", "ranked": "options", "set": "options"}.get(type_name)
    for other in ("levels", "options"):
        if other in section.entries and other != needs:
            complaints.add(
                section.entries[other].at,
                f"`{other}` has no meaning for a {type_name}",
                "the fields of its type",
                "Remove it",
            )
    if needs is None:
        return {}
    found = section.entries.get(needs)
    if found is None:
        complaints.add(section.at, f"{section.what} has no `{needs}`", f"a list of its {needs}", "Add it")
        return {}
    if needs == "options" and isinstance(found, Entries):
        words = {name: text.text for name, text in found.entries.items() if isinstance(text, Text)}
    else:
        listed = section.texts(needs)
        words = {str(i) if needs == "levels" else each.text: each.text for i, each in enumerate(listed)}
        if needs == "options" and len(words) != len(listed):
            complaints.add(found.at, "an option is written twice", "each option once", "Remove one")
    if not 2 <= len(words) <= MOST_OPTIONS:
        complaints.add(
            found.at,
            f"{len(words)} {needs} are given",
            f"from 2 to {MOST_OPTIONS}",
            "Add or remove some",
        )
    if "none" in words:
        complaints.add(found.at, '"none" cannot be an option', 'the field `none: "words"`', "Use that field")
    return words


def _bounds(
    section: Section, type_name: str, words: Mapping[str, str], complaints: Complaints
) -> tuple[int | Decimal | None, int | Decimal | None]:
    if type_name == "level":
        return 0, max(len(words) - 1, 0)
    given = {name: _bound(section, name, type_name, complaints) for name in ("least", "most")}
    if type_name == "ranked":
        most = given["most"]
        if most is not None and not 1 <= most <= len(words):
            complaints.add(
                section.at, f"{most} may be ranked", f"from 1 to {len(words)}, its options", "Correct `most`"
            )
        if most is None:
            complaints.add(
                section.at,
                f"{section.what} does not say how many may be ranked",
                "`most: 2`",
                "Add it",
            )
        return None, most
    if type_name not in _BOUNDS:
        for name in given:
            if name in section.entries:
                complaints.add(
                    section.entries[name].at,
                    f"`{name}` has no meaning for a {type_name}",
                    "no bound",
                    "Remove it",
                )
        return None, None
    low, high = _BOUNDS[type_name]
    least = given["least"] if given["least"] is not None else low
    most = given["most"] if given["most"] is not None else high
    if most < least:
        complaints.add(
            section.at,
            f"`most` is below `least` in {section.what}",
            "most above least",
            "Correct them",
        )
    return least, most


def _bound(section: Section, name: str, type_name: str, complaints: Complaints) -> int | Decimal | None:
    text = section.text(name)
    literal = read_literal(text, complaints) if text else None
    if text is None or literal is None:
        return None
    value, type_ = literal
    if type_name == "money" and type_.kind in ("whole", "number") and isinstance(value, int | Decimal):
        complaints.add(text.at, f"`{text.text}` is not an amount", f"£{text.text}", "Write the £")
        return None
    fits = {
        "money": {"money"},
        "percent": {"percent", "whole", "number"},
        "number": {"whole", "number"},
    }
    if (
        type_.kind not in fits.get(type_name, {"whole"})
        or isinstance(value, bool)
        or not isinstance(value, int | Decimal)
    ):
        complaints.add(
            text.at,
            f"`{text.text}` does not bound a {type_name}",
            "a value of its type",
            "Correct it",
        )
        return None
    return value


def _places(section: Section, complaints: Complaints) -> int:
    text = section.text("places")
    if text is None:
        return 4
    if text.text not in "0123456" or len(text.text) != 1:
        complaints.add(text.at, f"`{text.text}` decimal places", "from 0 to 6", "Correct it")
        return 4
    return int(text.text)


def read_sources(section: Section, complaints: Complaints) -> dict[str, Source]:
    """Where figures and rules come from, by key."""
    found: dict[str, Source] = {}
    for key, written in section.named("sources"):
        source = Section(
            written,
            f"the source `{key.text}`",
            key.at,
            complaints,
            ("title", "publisher"),
            ("url", "read", "note"),
        )
        found[key.text] = Source(
            key.text,
            source.words("title"),
            source.words("publisher"),
            key.at,
            source.words("url") or None,
            source.words("read") or None,
            source.words("note") or None,
        )
    return found


def read_words(section: Section, name: str) -> dict[str, str]:
    """A mapping of names to words, such as areas and routes."""
    return {key.text: " ".join(value.text.split()) for key, value in section.named(name) if isinstance(value, Text)}


def known_source(text: Text | None, sources: Mapping[str, Source], at: Place, complaints: Complaints) -> str:
    """The source's key; a missing or unknown one is noted."""
    if text is None:
        complaints.add(at, "no source is given", "`source: key` from `sources`", "Say where it comes from")
        return ""
    if text.text not in sources:
        complaints.add(
            text.at,
            f"the source `{text.text}` is not declared",
            "one of " + (", ".join(sources) or "the keys in `sources`"),
            "Declare it under `sources`",
        )
    return text.text
