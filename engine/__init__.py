"""Evenhand's thought: pure, exact, and without a database, a page or a clock.

The public names, in the order of use::

    book = load_checked(Path("rules/county_top_up"))
    complaints = Complaints()
    answers = read_answers(book.facts, {"talking": 3}, complaints)
    complaints.raise_if_any()
    assessment = assess(book, answers, day)
    with Network() as network:
        opinions = confirm(assessment, network)
    print(report_text(assessment, explain(assessment), opinions))

Rooms, each reading only those before it: `awards`, `language`, `opinions`, `reach`, `remaining`, `sharing`, `law`,
`ledger`, `open_figures`, `agreement`, `proof`, `forecast`, `recording`, `explaining`, `placing`. docs/house.md draws
them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from engine.assessing import Assessment, Opinions, OpinionsDiffer, assess, confirm
    from engine.explaining.explain import explain
    from engine.explaining.report import report
    from engine.explaining.say import report_text
    from engine.facts import read_answers
    from engine.opinions.network import Network, NetworkFailed
    from engine.problems import Complaints, Problem, Refused
    from engine.proof.check import load_checked
    from engine.recording.chain import verify
    from engine.recording.replay import replay

_PUBLIC: Final = {
    "Assessment": "engine.assessing",
    "Complaints": "engine.problems",
    "Network": "engine.opinions.network",
    "NetworkFailed": "engine.opinions.network",
    "Opinions": "engine.assessing",
    "OpinionsDiffer": "engine.assessing",
    "Problem": "engine.problems",
    "Refused": "engine.problems",
    "assess": "engine.assessing",
    "confirm": "engine.assessing",
    "explain": "engine.explaining.explain",
    "load_checked": "engine.proof.check",
    "read_answers": "engine.facts",
    "replay": "engine.recording.replay",
    "report": "engine.explaining.report",
    "report_text": "engine.explaining.say",
    "verify": "engine.recording.chain",
}
__all__ = [
    "Assessment",
    "Complaints",
    "Network",
    "NetworkFailed",
    "Opinions",
    "OpinionsDiffer",
    "Problem",
    "Refused",
    "assess",
    "confirm",
    "explain",
    "load_checked",
    "read_answers",
    "replay",
    "report",
    "report_text",
    "verify",
]


def __getattr__(name: str) -> object:
    """A public name, its room opened when it is first asked for: a short command starts quickly."""
    if name not in _PUBLIC:
        raise AttributeError(f"engine has no public name {name}")
    return getattr(import_module(_PUBLIC[name]), name)
