"""A letter's words as blocks, read once and shown three ways. What people typed can never become markup.

One mark at the start of a line: `# ` the title, `## ` a heading, `- ` an item, `> ` a quotation, `| label | ` a fact
of a sheet. `**words**` at the start of a paragraph or item stands out. Anything else is a paragraph; a line that
follows another goes on with it.
"""

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

Kind = Literal["title", "heading", "paragraph", "list", "quote", "facts"]
_MARKS: Final[tuple[tuple[str, Kind], ...]] = (
    ("# ", "title"), ("## ", "heading"), ("- ", "list"), ("> ", "quote"), ("| ", "facts"),
)  # fmt: skip
_TOGETHER: Final = ("list", "facts")
_LEAD: Final = re.compile(r"\*\*(.+?)\*\*\s*(.*)", re.DOTALL)
_SENTENCE: Final = re.compile(r"(?<=[.?!:])\s+(?=[A-Z])")
_FACT: Final = re.compile(r"(.+?) \| ?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of text; `lead` stands out before it (in a sheet: the label)."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A title, a heading, a paragraph, a quotation, a list or the facts of a sheet: these two have several lines."""

    kind: Kind
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Its words in one line."""
        return " ".join(f"{line.lead} {line.text}".strip() for line in self.lines)


def typed(value: object) -> str:
    """A value as it may stand in markup: on one line, its marks harmless."""
    text = re.sub(r"\s+", " ", str(value)).replace("\\", "\\\\")
    return re.sub(r"[*|]", r"\\\g<0>", re.sub(r"^( ?)([#>-])", r"\1\\\2", text))


def blocks(markup: str) -> tuple[Block, ...]:
    """The blocks of a text in markup."""
    found: list[tuple[Kind, list[str]]] = []
    going_on = False
    for raw in markup.splitlines():
        line = raw.strip()
        if not line:
            going_on = False
            continue
        mark, kind = next(((mark, kind) for mark, kind in _MARKS if line.startswith(mark)), ("", None))
        if kind is not None and kind in _TOGETHER and found and found[-1][0] == kind:
            found[-1][1].append(line.removeprefix(mark))
        elif kind is not None or not going_on:
            found.append((kind or "paragraph", [line.removeprefix(mark)]))
        else:
            found[-1][1][-1] += f" {line}"
        going_on = True
    return tuple(Block(kind, tuple(_line(kind, text) for text in texts)) for kind, texts in found)


def _line(kind: Kind, text: str) -> Line:
    led = (_FACT if kind == "facts" else _LEAD).fullmatch(text)
    return Line(_read(led.group(2)), _read(led.group(1))) if led else Line(_read(text))


def _read(text: str) -> str:
    return re.sub(r"(?<=\w)'", "’", re.sub(r"\\(.)", r"\1", text.strip()))


def one_sentence_a_line(told: tuple[Block, ...]) -> tuple[Block, ...]:
    """The same blocks with a line break after each sentence, for readers who asked for easy read."""
    return tuple(
        replace(block, lines=tuple(replace(line, text=_SENTENCE.sub("\n", line.text)) for line in block.lines))
        for block in told
    )
