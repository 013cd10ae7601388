"""An allocation formula by both texts: each partnership's share, and which change moved it."""

import datetime as dt
from collections.abc import Sequence

from engine.rulebook import Rulebook
from engine.sharing.allocation import Allocation, allocate
from engine.whatif.asked import Change
from engine.whatif.document import Allocated, AllocationChange, Part, Pence, Share
from engine.whatif.steps import Made


def allocated(change: Change, made: Sequence[Made], day: dt.date) -> Allocated:
    """The first outcome that is money, for each partnership, by every text on the way.

    A share that a text on the way does not give is taken to be the last one given, as with awards. Floors, ceilings
    and transition are the rulebook's own. Raises ValueError where the text in force gives no money.
    """
    answers, amount = change.answers, change.before.amount
    if answers is None or amount is None:
        raise ValueError(f"{change.name} shares no money")
    steps = [_shares(allocate(book, answers, day), book) for book in (change.before, *(each.book for each in made))]
    last = allocate(change.after, answers, day)
    shares = tuple(_share(name, [step.get(name) for step in steps], made) for name in sorted(answers.units))
    return Allocated(
        change.name,
        amount.says,
        _total([each.before for each in shares]),
        _total([each.after for each in shares]),
        shares,
        tuple(AllocationChange(each.name, each.title, each.words) for each in made),
        last.reasons,
    )


def _shares(found: Allocation, book: Rulebook) -> dict[str, int]:
    """Each unit's pence; a unit that is not settled has none."""
    amount = book.amount
    shares = {}
    for name, evaluation in found.units.items():
        value = None if amount is None else evaluation.outcome.get(amount.name)
        if evaluation.status == "settled" and isinstance(value, int) and not found.reasons:
            shares[name] = value
    return shares


def _share(name: str, given: list[int | None], made: Sequence[Made]) -> Share:
    before, after = given[0], given[-1]
    if before is None or after is None:
        ends = [None if each is None else Pence(each) for each in (before, after)]
        return Share(name, ends[0], ends[1], None, ())
    parts, held = [], before
    for each, pence in zip(made, given[1:], strict=True):
        now = held if pence is None else pence
        parts.append(Part(each.name, Pence(now - held)))
        held = now
    return Share(name, Pence(before), Pence(after), Pence(after - before), tuple(parts))


def _total(shares: Sequence[Pence | None]) -> Pence | None:
    known = [each for each in shares if each is not None]
    return Pence(sum(known)) if len(known) == len(shares) else None
