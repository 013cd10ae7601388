"""A request written by its form, as a browser without script would send it."""

from typing import Final

from panel_api.schema_examples import FACTS
from tests.panel_api.pages_support import Html, checked, page, send
from tests.panel_api.signing_in import As

URN: Final = "100000"
CHILD: Final = {"child.name": "Robin Example", "child.date_of_birth": "2/3/2018", "child.reference": "B801200005001"}
PARENTS: Final = {
    "parents.0.name": "Alex Example",
    "parents.0.parental_responsibility": "yes",
    "parents.0.shielded": "no",
    "parents.1.name": "Sam Example",
    "parents.1.parental_responsibility": "no",
    "parents.1.shielded": "yes",
}
VOICES: Final = {
    "voices.child.words": "I like it when Miss shows me with pictures.",
    "voices.child.heard_on": "2 September 2026",
    "voices.parents.1.words": "Robin comes home tired and cross.",
    "voices.parents.1.heard_on": "3/9/2026",
}
ANSWERS: Final = {
    "present_award": "none",
    **{name: str(answer).lower() if isinstance(answer, bool) else str(answer) for name, answer in FACTS.items()},
}


def begin(client: As, basis: str = "non_statutory", book: str = "county_top_up") -> str:
    """Begin a request; the address of its list of steps."""
    answer = send(client, page(client, "/requests/new").form("/new"), legal_basis=basis, rulebook=book)
    assert answer.status_code == 303, Html(answer.text).words[:800]
    return str(answer.headers["location"])


def write(client: As, step: str, then: str = "next", **typed: str) -> str:
    """Fill in a step as a person would and press a button; the address it leads to."""
    answer = send(client, page(client, step).form(step), **{**typed, "then": then})
    assert answer.status_code == 303, Html(answer.text).words[:800]
    return str(answer.headers["location"])


def refused(client: As, step: str, **typed: str) -> Html:
    """The same where something typed cannot be used: the page that comes back."""
    return checked(send(client, page(client, step).form(step), **{**typed, "then": "next"}), 422)


def written(client: As, basis: str = "non_statutory") -> str:
    """A whole request, ready to be checked; the address of its list of steps."""
    base = begin(client, basis)
    write(client, f"{base}/child", **CHILD)
    write(client, f"{base}/parents", **PARENTS)
    at = write(client, f"{base}/voices", **VOICES)
    while at != f"{base}/check":
        asked = page(client, at).form(at).fields
        at = write(client, at, **{name: text for name, text in ANSWERS.items() if name in asked or name in ANSWERS})
    return base


def sent(client: As, base: str) -> str:
    """Send it; the address of its case."""
    answer = send(client, page(client, f"{base}/check").form("/send"))
    assert answer.status_code == 303, Html(answer.text).words[:800]
    return str(answer.headers["location"]).split("#")[0]
