"""An overlay laid over its rulebook, and all that is wrong with the text it gives: the same check as any rulebook's.

The cases beside the rulebook say what the rulebook itself gives, so they are not held against an overlay.
"""

from dataclasses import dataclass
from pathlib import Path

from engine.language.loading import RULEBOOK_FILE, load_text
from engine.language.overlay import Overlay
from engine.problems import Problem, Refused
from engine.proof.check import check_rulebook
from engine.proof.counted import counted
from engine.rulebook import Rulebook


@dataclass(frozen=True)
class Overlaid:
    """What an overlay gives. text: empty where it cannot be laid; book: None where anything is wrong.

    problems: each at the line that somebody wrote, of the overlay wherever it is the overlay's own.
    """

    overlay: Overlay
    text: str
    book: Rulebook | None
    problems: tuple[Problem, ...]


def overlaid(overlay: Overlay, text: str, vocabulary: str, folder: Path) -> Overlaid:
    """An overlay laid over a rulebook's text, and checked. folder: of the rulebook; beside it lies the calendar."""
    try:
        laid = overlay.over(text, str(folder / RULEBOOK_FILE))
    except Refused as refused:
        return Overlaid(overlay, "", None, refused.problems)
    try:
        book = load_text(laid.text, vocabulary)
        problems = [*check_rulebook(book), *counted(book, folder.parent)]
    except Refused as refused:
        problems = list(refused.problems)
    found = tuple(laid.written_at(problems))
    return Overlaid(overlay, laid.text, None if found else book, found)
