"""Letters and sheets: one template for each kind of decision and reader, in plain words, as a page, a PDF and text."""

from panel_api.letters.compose import compose
from panel_api.letters.facts import Ask, Deadlines, LetterFacts, Outcome, Voice
from panel_api.letters.letterhead import INVENTED, Letterhead
from panel_api.letters.markup import Block
from panel_api.letters.pages import Page
from panel_api.letters.pdf import as_pdf
from panel_api.letters.sheet import SheetFacts, compose_sheet
from panel_api.letters.shielding import kept_back, leaks
from panel_api.letters.text import as_text

__all__ = [
    "INVENTED",
    "Ask",
    "Block",
    "Deadlines",
    "LetterFacts",
    "Letterhead",
    "Outcome",
    "Page",
    "SheetFacts",
    "Voice",
    "as_pdf",
    "as_text",
    "compose",
    "compose_sheet",
    "kept_back",
    "leaks",
]
