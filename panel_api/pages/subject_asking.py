"""The forms of a request for what is held: what each asks, when it can be used, and the verb that carries it out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.law.access_requests import Standing
from panel_api import schemas_subjects as given
from panel_api import words
from panel_api.models import Case, SubjectRequest
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field
from panel_api.services import Desk
from panel_api.services import subject_requests as verbs

Verb = Callable[[Session, Desk, str, str, int, Any], object]
ASKERS: Final = {
    "child": "The child",
    "young_person": "The young person",
    "parent": "A parent, for the child or young person",
    "representative": "Somebody else for them, such as a solicitor",
}
GROUNDS: Final = {
    "third_party": "It is about somebody else",
    "privileged": "It is legal advice, or was written to get it",
    "serious_harm": "It could do serious harm to somebody's health",
    "shielded": "It would tell where somebody is who is shielded",
    "other": "Another rule of law",
}
WAYS: Final = {"post": "By post", "email": "By email", "by_hand": "By hand", "portal": "By a safe download"}
_ITEM: Final = "Its mark as it stands below, such as voices-12; or one part of it, such as voices-12.words."


def new_form(case: Case) -> Asking:
    """Draws a request up."""
    around = [each for each in case.parties if each.role != "school"]
    people = tuple((str(each.id), f"{words.PARTY_ROLES[each.role]}: {each.name or 'no name'}") for each in around)
    return Asking("new", "Draw this request up", given.NewAsked, (
        Field("asker", "Who asks", "choice", needed="Choose who asks.", options=tuple(ASKERS.items())),
        Field("party", "Who they are in this case", "number",
              "Of somebody who asks for another, for whom they act. Leave it for the child.", options=people),
        Field("recipient", "To whom it is given, and where", hint="Their name and address, or how they want it.",
              needed="Write to whom it is given."),
        Field("asked_on", "The day the request came", "day", DAY, "Write the day it came.", DAY_WRONG, "20"),
        Field("words", "How you know who they are", "words", "No numbers of documents. Leave it if you had to ask."),
        Field("proof_asked_on", "The day you asked for proof of who they are", "day",
              f"Only if you had to ask. The month waits for the proof. {DAY}", "", DAY_WRONG, "20"),
        Field("authority", "Why they may ask for the child or young person", "words",
              "For a parent or somebody else. A person judges it; nothing here does."),
    ), "A new request")  # fmt: skip


PROVE: Final = Asking("prove", "Record this proof", given.Proof, (
    Field("given_on", "The day the proof came", "day", DAY, "Write the day it came.", DAY_WRONG, "20"),
    Field("words", "What it was", hint="No numbers of documents.", needed="Say what it was."),
), "Proof of who they are")  # fmt: skip
AUTHORISE: Final = Asking("authorise", "Record this", given.Authority, (
    Field("words", "Why they may ask for the child or young person", "words", needed="Say why they may ask."),
), "Why they may ask")  # fmt: skip
LOOK: Final = Asking("look", "I have read it", given.Looked, (
    Field("read", "I have read it all, and it tells nothing that is kept from whoever asks", "tick",
          needed="Tick that you have read it."),
), "Read it as a second person")  # fmt: skip
CONFIRM: Final = Asking("confirm", "Confirm who gets it, and freeze it", given.Confirmed, (
    Field("checked", "I have checked that this is who gets it, and where", "tick",
          needed="Tick that you have checked it."),
), "Confirm who gets it")  # fmt: skip
GIVE: Final = Asking("give", "Record that it was given", given.Given, (
    Field("how", "How it was given", "choice", needed="Choose how.", options=tuple(WAYS.items())),
), "Give it")  # fmt: skip
EXTEND: Final = Asking("extend", "Record that they were told", given.Why, (
    Field("words", "Why it takes longer, as they were told", "words", "Up to two months more. Tell them before the "
          "month is over: it is a hard request, or they made several.", "Write the reason they were told."),
), "It takes longer")  # fmt: skip
REFUSE: Final = Asking("refuse", "Refuse this request", given.Why, (
    Field("words", "Why, as they are told", "words", "Only where it is plainly unfounded or too much, or they may not "
          "ask. They are told that they can complain to the Information Commissioner, and go to court.",
          "Write the reason they are told."),
), "Refuse it")  # fmt: skip
WITHDRAW: Final = Asking("withdraw", "They ask no more", given.Nothing, (), "They ask no more")
REDRAW: Final = Asking("redraw", "Draw it up anew", given.Nothing, (), "Draw it up anew")
LET: Final = Asking("let-through", "Give it all the same", given.LetThrough, (
    Field("item", "Which thing of somebody else's", hint=_ITEM, needed="Write its mark.", wrong="Write its mark."),
    Field("words", "That they agreed, or why it is fair without", "words", needed="Say why it is given."),
), "Give what is somebody else's")  # fmt: skip
WITHHOLD: Final = Asking("withhold", "Withhold it", given.NewWithheld, (
    Field("item", "Which thing", hint=_ITEM, needed="Write its mark.", wrong="Write its mark."),
    Field("why", "On which ground", "choice", needed="Choose the ground.", options=tuple(GROUNDS.items())),
    Field("words", "Why, for our own file", "words", "Whoever asks is told the ground, and not these words.",
          "Say why it is withheld."),
), "Withhold something more")  # fmt: skip
TAKE_BACK: Final = Asking("take-back", "Take this back", given.Marked, (Field("item", "Which thing"),))

STEPS: Final[Mapping[str, tuple[Asking, Verb]]] = {
    "prove": (PROVE, verbs.prove),
    "authorise": (AUTHORISE, verbs.authorise),
    "withhold": (WITHHOLD, verbs.withhold),
    "take-back": (TAKE_BACK, lambda s, d, r, n, v, it: verbs.take_back(s, d, r, n, v, it.item)),
    "let-through": (LET, verbs.let_through),
    "look": (LOOK, lambda s, d, r, n, v, _: verbs.look(s, d, r, n, v)),
    "confirm": (CONFIRM, lambda s, d, r, n, v, _: verbs.confirm(s, d, r, n, v)),
    "give": (GIVE, lambda s, d, r, n, v, it: verbs.give(s, d, r, n, v, it.how)),
    "extend": (EXTEND, lambda s, d, r, n, v, it: verbs.extend(s, d, r, n, v, it.words)),
    "refuse": (REFUSE, lambda s, d, r, n, v, it: verbs.refuse(s, d, r, n, v, it.words)),
    "withdraw": (WITHDRAW, lambda s, d, r, n, v, _: verbs.withdraw(s, d, r, n, v)),
    "redraw": (REDRAW, lambda s, d, r, n, v, _: verbs.redraw(s, d, r, n, v)),
}
"""By the last part of its address: what can be done with a request."""


def first_of(row: SubjectRequest, me: int | None) -> list[Asking]:
    """The forms that come next, in the open."""
    if row.stage == "confirmed":
        return [GIVE]
    if row.stage == "looked_at":
        return [CONFIRM]
    if row.stage != "drawn_up":
        return []
    if verbs.begins(row) is None or not row.words:
        return [PROVE]
    if row.shielded:
        return [] if row.drawn_by == me else [LOOK]
    return [CONFIRM]


def others_of(row: SubjectRequest, standing: Standing) -> Sequence[Asking]:
    """The forms that can be used besides, folded."""
    if row.stage in verbs.ENDED:
        return ()
    more = [EXTEND] if row.extended_words is None else []
    if row.stage == "confirmed":
        return (*more, REDRAW, REFUSE, WITHDRAW)
    return (*([AUTHORISE] if standing.needs else []), WITHHOLD, LET, *more, REFUSE, WITHDRAW)
