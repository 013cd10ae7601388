"""What is asked for when a sample of records is drawn, and what an auditor writes on a working paper."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from panel_api.schemas import Name, Strict

MOST_RECORDS: Final = 200
MOST_WORDS: Final = 4_000
Strata = Literal["partnership", "kind", "decider", "band", "varied", "rulebook"]
Verdict = Literal["satisfied", "not_satisfied", "not_applicable"]
Typed = Annotated[str, StringConstraints(max_length=MOST_WORDS, pattern=r"^[^\x00]*$")]


class NewAuditSample(Strict):
    """A sample to draw. reference: made with the form, so that a form sent twice draws once."""

    reference: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")]
    title: Name
    method: Literal["random", "stratified", "risk"]
    strata: Strata
    size: int = Field(ge=1, le=MOST_RECORDS)
    seed: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,32}$")]


class Answer(Strict):
    """What an auditor answers to one question."""

    verdict: Verdict | None = None
    words: Typed = ""


class PaperGiven(Strict):
    """A working paper as it is saved. answers: by the question's code; what is left open is left out."""

    answers: dict[str, Answer]
    conclusion: Literal["satisfied", "minor", "serious", "cannot_say"] | None = None
    words: Typed = ""
