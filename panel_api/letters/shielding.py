"""Keeping a shielded address from a reader: which words would tell it, and whether a text holds any of them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

GENERIC: Final = (
    "academy", "and", "at", "church", "college", "community", "first", "free", "high", "infant", "infants", "junior",
    "juniors", "middle", "nursery", "of", "pre-school", "preschool", "primary", "school", "secondary", "sixth", "form",
    "special", "the", "unit", "with",
)  # fmt: skip
"""Words that many schools share: what is left of a name without them at its end still tells the school."""
_POSTCODE: Final = re.compile(r"\b([a-z]{1,2}[0-9][0-9a-z]?)\s*[0-9][a-z]{2}\b", re.IGNORECASE)
_LETTERS_BETWEEN: Final = r"[\W_]*"


def kept_back(phrases: Iterable[str]) -> tuple[str, ...]:
    """The words that give away an address, a school or a place: each phrase, its parts, and what is left of those.

    "12 Rose Lane, Eventown, ZE1 2AB" gives also "Rose Lane", "Eventown", "ZE1 2AB" and "ZE1"; "Long Meadow Primary
    School" also "Long Meadow". A house number alone gives nothing away and is left out.
    """
    found: dict[str, None] = {}
    for phrase in phrases:
        for part in (phrase, *re.split(r"[,;\n]", phrase)):
            for each in (part, _without_number(part), _core(part), *_postcodes(part)):
                if re.search(r"[^\W\d_]", each):
                    found.setdefault(" ".join(each.split()))
    return tuple(found)


def leaks(text: str, words: Iterable[str]) -> list[str]:
    """Those of `words` that `text` holds, in their order, however spaced, hyphenated, accented or in capitals."""
    plain = _plain(text)
    return [word for word in dict.fromkeys(words) if _pattern(word).search(plain)]


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    letters = [re.escape(letter) for letter in _plain(word) if letter.isalnum()]
    if not letters:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![^\W_]){_LETTERS_BETWEEN.join(letters)}s?(?![^\W_])")


def _plain(text: str) -> str:
    """Small letters without accents or invisible signs, as a reader would hear them."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if unicodedata.category(each) not in ("Mn", "Cf"))


def _without_number(part: str) -> str:
    return re.sub(r"^\s*(?:flat\s+)?[0-9]+[a-z]?\s+", "", part, flags=re.IGNORECASE)


def _core(part: str) -> str:
    """A name without the common words at its end."""
    names = part.split()
    while len(names) > 1 and names[-1].casefold() in GENERIC:
        names.pop()
    return " ".join(names)


def _postcodes(part: str) -> list[str]:
    return [each for found in _POSTCODE.finditer(part) for each in (found.group(), found.group(1))]
