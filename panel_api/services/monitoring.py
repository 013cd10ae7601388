"""What is asked for equality monitoring, and files of answers taken in: by case, all of a file or nothing of it.

Nobody who assesses, advises, decides or writes rulebooks sees an answer, but in what is drawn up for a family who ask
for all that is held of their child; no rulebook reads one. Disability is not
asked: all cases are of children with special educational needs, most of whom are disabled within the Equality Act 2010,
so that there is no other group to hold them against; kinds of need are compared instead. Whether a child is looked
after or has an EHC plan is known from the request. Religion or belief is not asked.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble
from panel_api.services.desk import Desk
from panel_api.services.file_rows import Row, cells_of, columns_of
from panel_api.store import monitoring as kept

REFUSED: Final = "refused"
"""The answer of whoever would rather not say. It is an answer; where there is none, it is not known."""
REFUSED_WORDS: Final = "Prefer not to say"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked. answers: code → words. means: what files write → code. heads: of its column."""

    title: str
    answers: Mapping[str, str]
    means: Mapping[str, str]
    heads: tuple[str, ...]
    source: str

    def words(self, code: str) -> str:
        """An answer in words; an unknown code as it is."""
        return REFUSED_WORDS if code == REFUSED else self.answers.get(code, code)


def _means(answers: Mapping[str, str], more: Mapping[str, str]) -> Mapping[str, str]:
    own = {words.lower(): code for code, words in answers.items()} | {code: code for code in answers}
    return {"prefer not to say": REFUSED, "refused": REFUSED, "refu": REFUSED, **own, **more}


_SEXES: Final = {"female": "Female", "male": "Male"}
_GROUPS: Final = {
    "asian": "Asian or Asian British",
    "black": "Black, Black British, Caribbean or African",
    "mixed": "Mixed or multiple ethnic groups",
    "other": "Other ethnic group",
    "white": "White",
}
_CENSUS: Final = {
    **dict.fromkeys(("wbri", "wiri", "wirt", "wrom", "woth"), "white"),
    **dict.fromkeys(("mwbc", "mwba", "mwas", "moth"), "mixed"),
    **dict.fromkeys(("aind", "apkn", "aban", "aoth", "chne"), "asian"),
    **dict.fromkeys(("bcrb", "bafr", "both"), "black"),
    "ooth": "other",
}
_YES_NO: Final = {"yes": "Yes", "no": "No"}

ASKED: Final[Mapping[str, Asked]] = {
    "sex": Asked(
        "Sex", _SEXES, _means(_SEXES, {"f": "female", "m": "male"}), ("sex", "gender"),
        "As the school census records it: F or M (check).",
    ),
    "ethnicity": Asked(
        "Ethnic group", _GROUPS, _means(_GROUPS, _CENSUS), ("ethnic group", "ethnicity"),
        "The five broad groups of the 2021 census of England and Wales; codes of the school census are counted to "
        "them, CHNE to Asian as that census does (check).",
    ),
    "free_meals": Asked(
        "Free school meals", _YES_NO, _means(_YES_NO, {"y": "yes", "n": "no", "true": "yes", "false": "no"}),
        ("free school meals", "fsm", "fsm eligible"), "Whether the pupil is eligible, as the school census asks it.",
    ),
}  # fmt: skip
"""All that is asked, by name, in the order in which it is shown."""
_UNKNOWN: Final = ("", "nobt", "not known", "unknown")
_HEADS: Final = {"case": ("case reference", "case", "reference"), **{name: each.heads for name, each in ASKED.items()}}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row: the case's reference and its answers by name; what is empty says nothing and changes nothing."""

    row: int
    case: str
    answers: Mapping[str, str]


@dataclass(slots=True)
class AnswersRead:
    """What a file holds: its good rows, every problem by row, and the number of each of their cases."""

    rows: list[AnswerRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    numbers: Mapping[str, int] = field(default_factory=dict)
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class AnswersPlan:
    """What taking a file in would do. same: how many answers stand already as they are said."""

    cases: int = 0
    new: Mapping[kept.Key, str] = field(default_factory=dict)
    changed: Mapping[kept.Key, str] = field(default_factory=dict)
    same: int = 0


def read_answers(session: Session, rows: Iterable[tuple[int, list[str]]]) -> AnswersRead:
    """Read every row. Raises Trouble "bad-input" where the first is no row of heads; other problems are listed."""
    found, whole, every = AnswersRead(), hashlib.sha256(), iter(rows)
    columns = columns_of(next(every, (1, []))[1], _HEADS, ("case",))
    if len(columns) == 1:
        heads = ", ".join(f"“{each.heads[0]}”" for each in ASKED.values())
        raise Trouble(
            "bad-input", problems=[Problem("row 1", "no column holds an answer", f"one or more of {heads}", "Add it")]
        )
    for number, cells in every:
        row = _row(number, cells_of(cells, columns), found.problems)
        whole.update("\x1f".join((row.case, *(f"{k}={v}" for k, v in row.answers.items()))).encode() + b"\x1e")
        found.rows.append(row)
    found.numbers = kept.cases_by_reference(session, (each.case for each in found.rows))
    _refuse_unknown(found)
    found.sha256 = whole.hexdigest()
    return found


def plan_answers(session: Session, _desk: Desk, read: AnswersRead) -> AnswersPlan:
    """What a file would change; nothing is written."""
    said = {
        (read.numbers[row.case], name): answer
        for row in read.rows
        if row.case in read.numbers
        for name, answer in row.answers.items()
    }
    stands = kept.answers_of(session, (case for case, _ in said))
    new = {key: answer for key, answer in said.items() if key not in stands}
    changed = {key: answer for key, answer in said.items() if key in stands and stands[key] != answer}
    return AnswersPlan(len(read.rows), new, changed, len(said) - len(new) - len(changed))


def take_in_answers(session: Session, desk: Desk, file_name: str, read: AnswersRead) -> AnswersPlan:
    """Keep all answers of a file, in the caller's transaction. Raises Trouble "bad-input"; then nothing is kept.

    The same file again changes nothing.
    """
    if read.problems or not read.rows:
        raise Trouble("bad-input", "There is no case in it." if not read.problems else "", read.problems)
    plan, at = plan_answers(session, desk, read), desk.clock()
    kept.keep_answers(session, plan.new, plan.changed, f"File {file_name}"[:100], desk.viewer.reference, at)
    subject = f"monitoring-{read.sha256[:12]}"
    store.log_change(
        session, desk.viewer, "monitoring_taken_in", subject, at, answers=len(plan.new) + len(plan.changed)
    )
    return plan


def _row(number: int, cells: Mapping[str, str], problems: list[Problem]) -> AnswerRow:
    row, answers = Row(number, problems), {}
    for name, asked in ASKED.items():
        text = cells.get(name, "").strip()
        code = asked.means.get(text.lower())
        if code is not None:
            answers[name] = code
        elif text.lower() not in _UNKNOWN:
            expected = ", ".join((*asked.answers.values(), REFUSED_WORDS)) + ", or empty where it is not known"
            row.add(asked.title, f"“{text[:30]}” is no answer to it", expected)
    return AnswerRow(number, cells["case"].upper(), answers)


def _refuse_unknown(read: AnswersRead) -> None:
    """Rows of no case, and of one that came before, added to the problems at their place."""
    first: dict[str, int] = {}
    for each in read.rows:
        row = Row(each.row, read.problems)
        if not each.case:
            row.add("Case reference", "it is empty", "a case's reference, such as CDFG-HJKM")
        elif each.case not in read.numbers:
            row.add("Case reference", f"no case has the reference “{each.case[:30]}”", "a case's reference")
        elif each.case in first:
            row.add("Case reference", f"row {first[each.case]} is of the same case", "one row a case")
        first.setdefault(each.case, each.row)
    read.problems.sort(key=lambda problem: int(str(problem.where).split()[1].rstrip(",")))
