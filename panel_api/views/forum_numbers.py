"""Which figures of a what-if may be read by everyone: none that rests on few awards, nor any that gives one away.

Lines are kept back whole, and others with them until what the shown ones leave of the total rests on enough awards.
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.whatif.document import Document, Line, Pence, Why
from panel_api.views.whatif_words import FEW, is_few

OTHERS = "Other changes together"


def kept_back(lines: Sequence[Line], own: str | None = None) -> frozenset[str]:
    """The names of the lines that are not told. own: the line that the reader knows whatever it holds."""
    hidden = {
        each.name for each in lines
        if each.name != own and is_few(each.cases, each.rising.cases, each.falling.cases)
    }  # fmt: skip
    while hidden and not _enough(lines, hidden):
        shown = [each for each in lines if each.name not in hidden and each.name != own]
        if not shown:
            break
        hidden.add(min(shown, key=lambda each: (_moving(each) == 0, _moving(each), each.cases, each.name)).name)
    return frozenset(hidden)


def _enough(lines: Sequence[Line], hidden: set[str]) -> bool:
    """Whether what is left of the totals, without the lines that are told, rests on enough awards."""
    left = [each for each in lines if each.name in hidden]
    counts = [sum(each.cases for each in left)]
    for way in ("rising", "falling"):
        if not is_few(sum(getattr(each, way).cases for each in lines)):  # a small total is not told either
            counts.append(sum(getattr(each, way).cases for each in left))
    return not is_few(*counts, sum(map(_moving, left)))


def _moving(line: Line) -> int:
    return line.rising.cases + line.falling.cases


def without_few(document: Document) -> Document:
    """The document with changes that moved few awards as one with another: none of their amounts can be worked out.

    A case may be in several changes, so that one change with enough awards must be among those that are one.
    """
    few = [each for each in document.why if is_few(each.cases)]
    if not few:
        return document
    enough = sorted((each for each in document.why if each.cases >= FEW), key=lambda each: (each.cases, each.change))
    if not enough:
        return replace(document, why=())
    one = [*few, enough[0]]
    together = Why(
        text="", change="others", title=OTHERS, words=(), cases=enough[0].cases,
        pounds=Pence(sum(each.pounds for each in one)), open=Pence(sum(each.open for each in one)),
        running=Pence(sum(each.running for each in one)), alone=None, bands=(), statuses=(),
    )  # fmt: skip
    return replace(document, why=(*(each for each in document.why if each not in one), together))
