"""The verbs of the work: take in, amend, assess, recommend, decide, verify, replay. One a file.

Each takes a `Desk` and, where it writes, the session of the caller's one transaction. What cannot be
done is raised as `panel_api.errors.Trouble`, which pages and programs both know how to tell.
"""

from sqlalchemy.orm import Session

from panel_api.services.amend import amend
from panel_api.services.answers import answer_problems
from panel_api.services.assess import assess_case, find_out, keep_assessment
from panel_api.services.cases import find_case, held_case, list_cases
from panel_api.services.choice import Choice, choice_of
from panel_api.services.decide import Decided, WentUp, as_put_up, decide
from panel_api.services.desk import Desk
from panel_api.services.drafts import bases_for, begin_draft, discard_draft, find_draft, save_draft, send_draft
from panel_api.services.explain_again import explain_again, find_assessment
from panel_api.services.held import Held, held, held_of
from panel_api.services.once import Asked, answered, earlier, once
from panel_api.services.own_password import change_password, owner_of_link, set_password
from panel_api.services.people import add_account, add_role, end_role, find_person, new_link, set_active
from panel_api.services.published import book_of, published_rulebook, published_rulebooks
from panel_api.services.recommend import recommend
from panel_api.services.records import list_records, record_document, replay_record, stored_record, verify_records
from panel_api.services.reopen import reopen
from panel_api.services.set_aside import find_aside, put_aside, throw_away
from panel_api.services.show import case_document
from panel_api.services.sign_in import (
    Begun,
    choose_role,
    no_role,
    note_lapsed,
    note_not_through,
    sign_in_by_provider,
    sign_in_demo,
    sign_in_local,
    sign_out,
)
from panel_api.services.take_in import take_in
from panel_api.services.tokens import make_token, note_token_refused, revoke_token
from panel_api.services.try_it import try_it
from panel_api.store import Answered

__all__ = [
    "Answered",
    "Asked",
    "Begun",
    "Choice",
    "Decided",
    "Desk",
    "Held",
    "Session",
    "WentUp",
    "add_account",
    "add_role",
    "amend",
    "answer_problems",
    "answered",
    "as_put_up",
    "assess_case",
    "bases_for",
    "begin_draft",
    "book_of",
    "case_document",
    "change_password",
    "choice_of",
    "choose_role",
    "decide",
    "discard_draft",
    "earlier",
    "end_role",
    "explain_again",
    "find_aside",
    "find_assessment",
    "find_case",
    "find_draft",
    "find_out",
    "find_person",
    "held",
    "held_case",
    "held_of",
    "keep_assessment",
    "list_cases",
    "list_records",
    "make_token",
    "new_link",
    "no_role",
    "note_lapsed",
    "note_not_through",
    "note_token_refused",
    "once",
    "owner_of_link",
    "published_rulebook",
    "published_rulebooks",
    "put_aside",
    "recommend",
    "record_document",
    "reopen",
    "replay_record",
    "revoke_token",
    "save_draft",
    "send_draft",
    "set_active",
    "set_password",
    "sign_in_by_provider",
    "sign_in_demo",
    "sign_in_local",
    "sign_out",
    "stored_record",
    "take_in",
    "throw_away",
    "try_it",
    "verify_records",
]
