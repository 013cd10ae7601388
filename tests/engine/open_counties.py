"""Small counties for open figures: children who join, leave, change and move, drawn by a seed."""

from random import Random

from engine.open_figures.deciding import publish
from engine.open_figures.partnership import Caution
from engine.open_figures.parts import Cell, Month, Part, Published

PARTNERSHIPS = ("Riverside", "Vale")
NEEDS = ("communication", "cognition", "feelings")
PHASES = ("primary", "secondary")
PLACES = ("in", "in", "in", "out")
BUDGETS = ("partnership", "county")


def county_months(seed: int, children: int, months: int, churn: int = 15) -> list[list[Part]]:
    """Parts month by month; in each month `churn` of a hundred children join, leave, move, or are paid otherwise."""
    random = Random(seed)
    living: dict[str, tuple[Cell, int]] = {f"child {number}": _placed(random) for number in range(children)}
    last, found = children, []
    for _ in range(months):
        for child in sorted(living):
            if random.randrange(100) >= churn:
                continue
            match random.choice(("leaves", "moves", "is paid otherwise", "joins")):
                case "leaves":
                    del living[child]
                case "moves":
                    living[child] = (_placed(random)[0], living[child][1])
                case "is paid otherwise":
                    living[child] = (living[child][0], _placed(random)[1])
                case _:
                    last += 1
                    living[f"child {last}"] = _placed(random)
        found.append([Part(cell, child, pence, str(pence)) for child, (cell, pence) in sorted(living.items())])
    return found


def published_all(months: list[list[Part]], caution: Caution) -> list[Published]:
    """The months published one after another, from April 2026."""
    done: list[Published] = []
    for number, parts in enumerate(months):
        month = Month(2026 + (3 + number) // 12, (3 + number) % 12 + 1)
        done.append(publish(month, parts, done, caution))
    return done


def _placed(random: Random) -> tuple[Cell, int]:
    cell = Cell(*(random.choice(each) for each in (PARTNERSHIPS, NEEDS, PHASES, PLACES, BUDGETS)))
    return cell, random.randrange(50_000, 900_000)
