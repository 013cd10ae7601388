"""The verbs of the work: take in, amend, assess, recommend, decide, verify, replay. One a file.

Each takes a `Desk` and, where it writes, the session of the caller's one transaction. What cannot be
done is raised as `panel_api.errors.Trouble`, which pages and programs both know how to tell.
"""

from sqlalchemy.orm import Session

from panel_api.services.amend import amend
from panel_api.services.answers import answer_problems
from panel_api.services.assess import assess_case, find_out, keep_assessment
from panel_api.services.cases import find_case, held_case, list_cases
from panel_api.services.decide import decide
from panel_api.services.desk import Desk
from panel_api.services.drafts import bases_for, begin_draft, discard_draft, find_draft, save_draft, send_draft
from panel_api.services.explain_again import explain_again, find_assessment
from panel_api.services.held import Held, held, held_of
from panel_api.services.once import Asked, answered, earlier, once
from panel_api.services.published import book_of, published_rulebook, published_rulebooks
from panel_api.services.recommend import recommend
from panel_api.services.records import list_records, record_document, replay_record, stored_record, verify_records
from panel_api.services.show import case_document
from panel_api.services.sign_in import sign_in_demo
from panel_api.services.take_in import take_in
from panel_api.services.try_it import try_it
from panel_api.store import Answered

__all__ = [
    "Answered",
    "Asked",
    "Desk",
    "Held",
    "Session",
    "amend",
    "answer_problems",
    "answered",
    "assess_case",
    "bases_for",
    "begin_draft",
    "book_of",
    "case_document",
    "decide",
    "discard_draft",
    "earlier",
    "explain_again",
    "find_assessment",
    "find_case",
    "find_draft",
    "find_out",
    "held",
    "held_case",
    "held_of",
    "keep_assessment",
    "list_cases",
    "list_records",
    "once",
    "published_rulebook",
    "published_rulebooks",
    "recommend",
    "record_document",
    "replay_record",
    "save_draft",
    "send_draft",
    "sign_in_demo",
    "stored_record",
    "take_in",
    "try_it",
    "verify_records",
]
