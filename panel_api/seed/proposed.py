"""An invented proposal that waits for its answer: the tariffs of a further year, for the rulebook that is in use."""

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from engine.opinions.network import Network
from panel_api.database import Database
from panel_api.services.desk import Desk
from panel_api.services.promises import AT_MOST
from panel_api.services.proposal_texts import Written, checked
from panel_api.services.proposals import propose
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from panel_api.store.seats import person_by_reference

REFERENCE: Final = "P-TRF27X"
_EDITOR: Final = "DEMO-EDITOR-1"
_AT: Final = dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC)
_FROM: Final = dt.date(2027, 4, 1)
_WORDS: Final = (
    "Tariffs for 2027 to 2028: two pounds more in every hundred, to the nearest ten pounds (invented). "
    "Points, bands and rules stay as they are, and so does every year before."
)
_MOST_POUNDS: Final = "250,000"
_LATEST: Final = re.compile(
    r"    - from: 2026-04-01\n(      source: tariffs_2026\n.*?      otherwise: refer\n)", re.DOTALL
)
_SOURCE: Final = re.compile(r"  tariffs_2026:\n    title: \"[^\n]*\n    publisher: ([^\n]*)\n")
_POUNDS: Final = re.compile(r"£([1-9]\d*)")


def put_forward(session: Session, database: Database, shelf: Shelf, rulebook: str) -> None:
    """Propose as an editor would, by the verb of the service. Nothing where the rulebook has no such tariffs."""
    person = person_by_reference(session, _EDITOR)
    texts = shelf.texts(rulebook)
    latest, source = _LATEST.search(texts.rulebook), _SOURCE.search(texts.rulebook)
    if person is None or latest is None or source is None:
        return
    desk = Desk(database, shelf, Network(), lambda: _AT)  # no verb here asks the network
    editor = replace(desk, viewer=Viewer("rulebook_editor", person.reference, person.id))
    further = latest[1].replace("tariffs_2026", "tariffs_2027")
    further = _POUNDS.sub(lambda found: f"£{(int(found[1]) * 102 + 500) // 1000 * 10}", further)
    text = texts.rulebook.replace(
        latest[0], f"    - from: 2026-04-01\n      to: 2027-03-31\n{latest[1]}    - from: {_FROM}\n{further}"
    )
    said = f'  tariffs_2027:\n    title: "Top-up tariffs 2027 to 2028 (invented)"\n    publisher: {source[1]}\n'
    text = text.replace(source[0], source[0] + said)
    written = Written(
        rulebook, text, texts.cases, _WORDS, _FROM, rulebook, promise=AT_MOST, promise_pounds=_MOST_POUNDS
    )
    propose(session, editor, checked(editor, written), REFERENCE)
