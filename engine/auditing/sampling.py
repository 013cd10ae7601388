"""Drawing records for an auditor to read: as a raffle that anybody can hold again with `sha256sum` or a spreadsheet.

Every record has a first ticket. Its number is the SHA-256 of the text `seed:record`, such as `4711:1204`, read as a
hexadecimal number:

    printf '%s' '4711:1204' | sha256sum

The lowest numbers are drawn. That is the whole of the **random** method. **Stratified** does the same in each stratum,
after every stratum was given its share: in proportion to what it holds, largest remainders first, and one at least
where the size allows each as much. **By risk** a record has as many more tickets as its marks weigh (`risk`); their
numbers are of `seed:record:2`, `seed:record:3` and so on, and its lowest ticket counts. So a record with four tickets
is four times as likely to come next as one with a single ticket, and none is sure to come or to stay out.

A larger sample by the same random or risk draw begins with the smaller one, so that an auditor may go on drawing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Final, Literal

from engine.sharing.apportion import apportion

SampleMethod = Literal["random", "stratified", "risk"]
NO_STRATUM: Final = ""


@dataclass(frozen=True, slots=True)
class InDraw:
    """A record that may be drawn. tickets: one, and what its marks weigh; only the risk method counts them."""

    sequence: int
    stratum: str = NO_STRATUM
    tickets: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """A stratum: how many records it holds, and how many of them were drawn."""

    name: str
    holds: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The numbers of the records drawn, in the order in which they came, and the strata in order of name."""

    records: tuple[int, ...]
    strata: tuple[Share, ...]


def ticket(seed: str, sequence: int, number: int = 1) -> str:
    """The number of a record's ticket: 64 hexadecimal digits, which compare as numbers do."""
    text = f"{seed}:{sequence}" if number == 1 else f"{seed}:{sequence}:{number}"
    return sha256(text.encode()).hexdigest()


def draw(method: SampleMethod, lines: Iterable[InDraw], size: int, seed: str) -> Drawn:
    """`size` records, or all there are. The order in which the lines come makes no difference.

    Raises ValueError where `size` is below 1, a record stands in it twice, or has no ticket.
    """
    given = tuple(lines)
    if size < 1:
        raise ValueError(f"a sample of {size} records cannot be drawn")
    if len({each.sequence for each in given}) < len(given) or any(each.tickets < 1 for each in given):
        raise ValueError("every record stands in a draw once, with one ticket at least")
    ordered = sorted(given, key=lambda each: (_lowest(each, seed, method), each.sequence))
    if method != "stratified":
        return Drawn(tuple(each.sequence for each in ordered[:size]), ())
    parts: dict[str, list[int]] = {}
    for each in ordered:
        parts.setdefault(each.stratum, []).append(each.sequence)
    holds = {name: len(parts[name]) for name in sorted(parts)}
    shares = allot(size, holds)
    drawn = tuple(sequence for name in holds for sequence in parts[name][: shares[name]])
    return Drawn(drawn, tuple(Share(name, holds[name], shares[name]) for name in holds))


def allot(size: int, holds: Mapping[str, int]) -> dict[str, int]:
    """How many of each stratum: in proportion, largest remainders first, equal ones in order of name; never more than
    it holds, and one at least where the size allows each as much."""
    filled = {name: many for name, many in holds.items() if many}
    wanted = min(size, sum(filled.values()))
    floors = dict.fromkeys(filled, 1) if wanted >= len(filled) else {}
    found = apportion(wanted, {name: Fraction(many) for name, many in filled.items()}, floors, filled)
    return {name: found.get(name, 0) for name in sorted(holds)}


def _lowest(line: InDraw, seed: str, method: SampleMethod) -> str:
    many = line.tickets if method == "risk" else 1
    return min(ticket(seed, line.sequence, number) for number in range(1, many + 1))
