"""The words of letters: as they were last approved, plain enough, and never turned into markup by what people typed."""

from collections.abc import Callable

import pytest

from panel_api.letters import as_text, compose
from panel_api.letters.markup import blocks, typed
from tests.panel_api.letters_cases import every, facts
from tests.plain_words import HARDEST, LONGEST, grade, sentences

NAMES = sorted(every())


@pytest.mark.parametrize("name", NAMES)
def test_letters_read_as_they_were_approved(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"letters/{name}.txt", as_text(compose(every()[name])))


@pytest.mark.parametrize("name", NAMES)
def test_letters_are_in_plain_words(name: str) -> None:
    made = every()[name]
    told = compose(made).blocks
    assert grade(told) <= HARDEST[made.reader]
    assert max((len(words), " ".join(words)) for words in sentences(told))[0] <= LONGEST


def test_the_measure_knows_hard_words_from_plain_ones() -> None:
    plain = blocks("We will help Sam at school. Call us if you want to talk.")
    hard = blocks(
        "The authority determined, notwithstanding representations received, that additional discretionary provision "
        "was not demonstrably necessary to facilitate educational attainment."
    )
    assert grade(plain) < 3
    assert grade(hard) > 18
    assert grade(blocks("Sam has an EHC plan.")) < grade(blocks("Sam has an EHC plan."), whole=True)


@pytest.mark.parametrize(
    "words", ["# Not a title", "- no item", "> **said**", "| a | b", "a\n\n## b", r"\# back", "**"]
)
def test_what_people_type_is_never_markup(words: str) -> None:
    (block,) = blocks(typed(words))
    assert (block.kind, block.text) == ("paragraph", " ".join(words.split()))
    made = compose(facts("agree", child=words, reasons=(words,), voices=()))
    assert " ".join(words.split()) in [line.text for block in made.blocks for line in block.lines]
    assert [block.kind for block in made.blocks] == [block.kind for block in compose(facts("agree", voices=())).blocks]


def test_markup_is_read_into_blocks() -> None:
    text = "# Title\n\nOne line\nand its end.\n\n## Part\n- a **b**\n- **Lead.** rest\n\n- c\n> said\n| Label | value\n"
    assert [(block.kind, [(line.lead, line.text) for line in block.lines]) for block in blocks(text)] == [
        ("title", [("", "Title")]),
        ("paragraph", [("", "One line and its end.")]),
        ("heading", [("", "Part")]),
        ("list", [("", "a **b**"), ("Lead.", "rest"), ("", "c")]),
        ("quote", [("", "said")]),
        ("facts", [("Label", "value")]),
    ]


def test_a_child_is_named_as_the_reader_would_name_them() -> None:
    assert "James’ EHC plan" in as_text(compose(facts("maintain", child="James")))
    assert "your child’s EHC plan" in as_text(compose(facts("maintain", child=None)))
    assert "the child’s EHC plan" in as_text(compose(facts("maintain", reader="school", child=None)))
    assert "your EHC plan" in as_text(compose(facts("maintain", reader="young_person")))
