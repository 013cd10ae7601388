"""Which groups may be shown: small ones are not, nor any other by which a small one could be worked out.

Two proofs. **In a block** of dimensions that lie in one another (schools, their partnerships and phases), groups are
decided largest first by the proof of `engine.open_figures.groups`: a group is shown only if whatever adding and
subtracting gives from those shown rests on `least` cases or more. A school of four that is hidden, in a partnership
that is shown, takes a second school with it. **Across blocks** no hidden group is a sum of shown ones: groups are rows
of noughts and ones, and rows that are independent modulo two are independent. Where that does not hold, the smallest
group that is to blame is hidden as well.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from engine.equity.cases import EquityCase
from engine.open_figures.groups import Ways

Named = tuple[str, str]
"""A dimension and a group of it."""
Kind = tuple[str, ...]
"""The groups of a case, one of each dimension, in their order."""
Basis = dict[int, tuple[int, frozenset[Named]]]
"""Independent rows by their highest place, each with the groups it is made of, modulo two."""

_ALL: Named = ("", "")
"""Everybody together."""


def kinds_of(cases: Iterable[EquityCase], dimensions: Sequence[str]) -> Counter[Kind]:
    """How many cases there are of each kind."""
    return Counter(tuple(case.group(each) for each in dimensions) for case in cases)


def shown(kinds: Mapping[Kind, int], dimensions: Sequence[str], least: int) -> frozenset[Named]:
    """The groups that may be shown together."""
    blocks = []
    for block in _blocks(kinds, dimensions):
        places = [dimensions.index(each) for each in block]
        fewer = Counter[Kind]()
        for kind, many in kinds.items():
            fewer[tuple(kind[place] for place in places)] += many
        blocks.append((fewer, block))
    ordered = sorted(kinds)
    counted = _counted(ordered, dimensions)
    size = {named: sum(kinds[ordered[number]] for number in numbers) for named, numbers in counted.items()}
    rows = {named: _row(numbers) for named, numbers in counted.items()} | {_ALL: (1 << len(ordered)) - 1}
    never: set[Named] = set()
    while True:
        found: dict[Named, bool] = {}
        for fewer, block in blocks:
            found |= _shown_in_block(fewer, block, least, never)
        too_many = _telling(rows, found, _largest_first(size, dimensions))
        if not too_many:
            return frozenset(found)
        never |= too_many


def lying_in(kinds: Iterable[Kind], dimensions: Sequence[str]) -> dict[str, dict[str, dict[str, str]]]:
    """dimension → the other that it lies in → its group → the other's: where none of its groups has two of the other's.

    Where the other has one group only, or as many as it has itself, nothing is said.
    """
    pairs: dict[tuple[int, int], dict[str, str]] = {
        (inner, outer): {} for inner in range(len(dimensions)) for outer in range(len(dimensions)) if inner != outer
    }
    for kind in kinds:
        apart = [
            (inner, outer)
            for (inner, outer), found in pairs.items()
            if found.setdefault(kind[inner], kind[outer]) != kind[outer]
        ]
        for pair in apart:
            del pairs[pair]
    result: dict[str, dict[str, dict[str, str]]] = {}
    for (inner, outer), found in pairs.items():
        if 1 < len(set(found.values())) < len(found):
            result.setdefault(dimensions[inner], {})[dimensions[outer]] = found
    return result


def _blocks(kinds: Iterable[Kind], dimensions: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Dimensions with all that they lie in, or that lies in them; every dimension once."""
    inside = lying_in(kinds, dimensions)
    left = list(dimensions)
    while left:
        block = [left.pop(0)]
        for name in block:
            related = [each for each in left if each in inside.get(name, {}) or name in inside.get(each, {})]
            block += related
            left = [each for each in left if each not in related]
        yield tuple(sorted(block, key=dimensions.index))


def _shown_in_block(
    kinds: Mapping[Kind, int], block: Sequence[str], least: int, never: Collection[Named]
) -> dict[Named, bool]:
    """Each group that may be shown, with whether it tells something that those before it do not."""
    ordered = sorted(kinds)
    many = [kinds[kind] for kind in ordered]
    counted = _counted(ordered, block)
    size = {named: sum(many[number] for number in numbers) for named, numbers in counted.items()}
    ways, found = Ways(many), {}
    ways.hold(range(len(many)))  # how many there are in all is known
    for named in _largest_first(size, block):
        if size[named] < least or named in never:
            continue
        separate = ways.separate_groups(counted[named], least)
        if separate in (0, least):  # it tells nothing new, or nothing that rests on few
            found[named] = bool(separate)
            if separate:
                ways.hold(counted[named])
    return found


def _telling(rows: Mapping[Named, int], found: Mapping[Named, bool], largest_first: Sequence[Named]) -> set[Named]:
    """Groups to hide as well. Rows that are new in their block, and independent modulo two, are independent; then no
    other row is a sum of them unless it is one modulo two."""
    basis: Basis = {}
    _added(basis, _ALL, rows[_ALL])
    for named in largest_first:
        if found.get(named) and not _added(basis, named, rows[named]) and not _plain_sum(basis, rows, named):
            return {named}  # it hangs together with another block in no plain way: rare, and left out
    for named in reversed(largest_first):
        left, taken = _reduced(basis, rows[named])
        if named not in found and not left:
            own = [each for each in taken if each[0] == named[0]] or [each for each in taken if each != _ALL]
            if own:
                return {max(own, key=largest_first.index)}
    return set()


def _counted(ordered: Sequence[Kind], dimensions: Sequence[str]) -> dict[Named, set[int]]:
    found: dict[Named, set[int]] = {}
    for number, kind in enumerate(ordered):
        for dimension, name in zip(dimensions, kind, strict=True):
            found.setdefault((dimension, name), set()).add(number)
    return found


def _largest_first(size: Mapping[Named, int], dimensions: Sequence[str]) -> list[Named]:
    return sorted(size, key=lambda each: (-size[each], dimensions.index(each[0]), each[1]))


def _row(numbers: Iterable[int]) -> int:
    row = bytearray((max(numbers := tuple(numbers)) >> 3) + 1)
    for number in numbers:
        row[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(row, "little")


def _reduced(basis: Basis, row: int) -> tuple[int, frozenset[Named]]:
    """(what is left of the row modulo two and the basis, the rows that were taken off)."""
    taken: frozenset[Named] = frozenset()
    while row and (by := basis.get(row.bit_length())):
        row, taken = row ^ by[0], taken ^ by[1]
    return row, taken


def _plain_sum(basis: Basis, rows: Mapping[Named, int], named: Named) -> bool:
    """Whether a row that is dependent modulo two is truly what others make: the same cases as one of them, or all but
    those of some that share none."""
    _, taken = _reduced(basis, rows[named])
    others = [rows[each] for each in taken if each != _ALL]
    apart = sum(row.bit_count() for row in others) == _union(others).bit_count()
    whole = rows[_ALL] & ~_union(others) if _ALL in taken else _union(others)
    return apart and whole == rows[named]


def _union(rows: Iterable[int]) -> int:
    found = 0
    for row in rows:
        found |= row
    return found


def _added(basis: Basis, named: Named, row: int) -> bool:
    """Whether the row is independent of the basis, which it then joins."""
    left, taken = _reduced(basis, row)
    if left:
        basis[left.bit_length()] = left, taken | {named}
    return bool(left)
