"""A letter or a sheet as plain text, at most 76 characters a line."""

import textwrap
from collections.abc import Iterator
from typing import Final

from engine.amounts import day_words
from panel_api.letters.markup import Block
from panel_api.letters.pages import Page

WIDTH: Final = 76


def as_text(page: Page) -> str:
    """The whole of it, the second page after a line of dashes, ending in a line feed."""
    lines = [*_head(page), *_told(page.blocks)]
    if page.reasons:
        lines += ["-" * WIDTH, "", *_told(page.reasons)]
    return "\n".join(lines).rstrip() + "\n"


def _head(page: Page) -> Iterator[str]:
    for part in (
        (page.notice,),
        (page.head.authority, *page.sender),
        page.to,
        (day_words(page.day), f"Our reference: {page.reference}"),
        (f"Dear {page.dear}" if page.dear else "",),
    ):
        if any(part):
            yield from (*part, "")


def _told(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block)
        yield ""


def _block(block: Block) -> Iterator[str]:
    if block.kind == "title":
        yield from textwrap.wrap(block.text.upper(), WIDTH)
    elif block.kind == "heading":
        yield from (block.text, "-" * len(block.text))
    elif block.kind == "list":
        for line in block.lines:
            yield from _wrapped(f"{line.lead} {line.text}".strip(), "- ", "  ")
    elif block.kind == "quote":
        yield from _wrapped(f"“{block.text}”", "    ", "    ")
    elif block.kind == "facts":
        widest = max(len(line.lead) for line in block.lines) + 2
        for line in block.lines:
            yield from _wrapped(line.text, f"{line.lead:<{widest}}", " " * widest)
    else:
        yield from _wrapped(block.text, "", "")


def _wrapped(text: str, first: str, then: str) -> Iterator[str]:
    for number, part in enumerate(text.split("\n")):
        yield from textwrap.wrap(part, WIDTH, initial_indent=then if number else first, subsequent_indent=then)
