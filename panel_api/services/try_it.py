"""Try it: assess facts as a live case would be, and keep nothing."""

from typing import Any

from engine.explaining.explain import explain
from engine.explaining.report import report
from engine.problems import Complaints
from panel_api.schemas import TryIt
from panel_api.services.answers import refuse_if_any, strict
from panel_api.services.assess import confirmed
from panel_api.services.desk import Desk
from panel_api.services.published import book_for


def try_it(desk: Desk, given: TryIt) -> dict[str, Any]:
    """The whole report on these facts, confirmed. Raises Trouble "bad-input" or "no-result"."""
    book = book_for(desk, given.rulebook, "top_up", "placement", "fit")
    complaints = Complaints()
    answers = strict(book, given.facts, complaints)
    refuse_if_any(complaints)
    assessment, opinions, _ = confirmed(desk, book, answers, given.as_of)
    return report(assessment, explain(assessment), opinions)
