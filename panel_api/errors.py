"""What can go wrong with a request, as data: one shape and one voice for programs and pages alike.

A `Trouble` becomes a problem document (RFC 9457). It lists every `engine.problems.Problem` with its
place, what was wrong, what was expected and what to do.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from engine.problems import Problem, in_order

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of trouble: the HTTP status it has and its title, which never changes.

    where, expected, do: of the one entry of `errors` where a trouble lists no problems of its own.
    """

    status: int
    title: str
    where: str = "request"
    expected: str = "a request as docs/api.md describes it"
    do: str = "Correct it and send it again"


KINDS: Final[dict[str, Kind]] = {
    "unreadable": Kind(400, "The request cannot be read"),
    "header-needed": Kind(400, "A header is missing or cannot be used"),
    "cross-site": Kind(
        403, "Another site may not ask this", "header.Origin", "a page of this server", "Send it from there"
    ),
    "not-signed-in": Kind(401, "Sign in first", "header.Authorization", "a session or a token", "Sign in"),
    "not-allowed": Kind(
        403, "Your role does not do this", "path", "what your role may do, which /why lists", "Ask someone who may"
    ),
    "not-found": Kind(
        404,
        "There is nothing here",
        "path",
        "an address that /openapi.json lists, of something that is there",
        "Check it",
    ),
    "method": Kind(405, "This cannot be done here", "path", "a method that Allow names", "Use one of those"),
    "conflict": Kind(
        409,
        "This cannot be done as things stand",
        "path",
        "what the order of the work allows now",
        "Do what detail says first",
    ),
    "stale": Kind(412, "Someone changed this first", "header.If-Match", "the version in ETag", "Read it again first"),
    "too-large": Kind(413, "The request is too large", "body", "at most 1,000,000 bytes", "Send less"),
    "media-type": Kind(415, "The body is of the wrong kind", "header.Content-Type", "application/json", "Send JSON"),
    "wrong-host": Kind(
        421,
        "This server does not go by that name",
        "header.Host",
        "a name that detail says",
        "Ask by one of these",
    ),
    "bad-input": Kind(422, "Something in the request is not right"),
    "key-reused": Kind(
        422,
        "This Idempotency-Key was used for another request",
        "header.Idempotency-Key",
        "a key of its own",
        "Use a new key",
    ),
    "version-needed": Kind(
        428, "Say which version you saw", "header.If-Match", "the ETag of the case", "Read the case first"
    ),
    "wrong-password": Kind(
        422, "The e-mail address or the password is not right", "password", "those of an account", "Type both again"
    ),
    "no-role": Kind(
        403, "You have no role here", "request", "a role that holds today", "Ask whoever keeps the accounts"
    ),
    "sign-in": Kind(400, "This sign-in did not come through", "request", "one that was begun here", "Begin again"),
    "too-many": Kind(429, "Too many requests", "request", "fewer", "Wait as long as Retry-After says"),
    "unexpected": Kind(
        500, "Something failed on our side", "server", "an answer", "Send it again; if that fails too, report it"
    ),
    "no-result": Kind(
        503, "There is no result", "server", "opinions that agree", "Try again; if that fails too, report it"
    ),
    "provider": Kind(
        503, "The council's own sign-in cannot be reached", "server", "an answer", "Try again in a few minutes"
    ),
    "busy": Kind(
        503,
        "The database is busy or cannot be reached",
        "server",
        "a database that answers",
        "Send it again in a moment",
    ),
}


class Trouble(Exception):  # noqa: N818
    """A request that cannot be carried out. Nothing was changed.

    kind: a key of `KINDS`. detail: one or two sentences for this occurrence. problems: each thing that
    is wrong. more: further fields of the document. headers: to go with the answer.
    """

    def __init__(
        self,
        kind: str,
        detail: str = "",
        problems: Iterable[Problem] = (),
        more: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind, self.problems = kind, tuple(in_order(problems))
        self.detail = detail or _count(len(self.problems))
        self.more, self.headers = dict(more or {}), dict(headers or {})
        super().__init__(f"{kind}: {self.detail}")

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.kind].status

    @property
    def title(self) -> str:
        """The title of its kind."""
        return KINDS[self.kind].title


def trouble_document(trouble: Trouble, instance: str) -> dict[str, object]:
    """The problem document. instance: the path that was asked for."""
    return {
        "type": f"urn:evenhand:problem:{trouble.kind}",
        "title": trouble.title,
        "status": trouble.status,
        "detail": trouble.detail,
        "instance": instance,
        "errors": [
            {
                "where": str(each.where),
                "wrong": _sentence(each.wrong),
                "expected": each.expected,
                "do": _sentence(each.remedy),
            }
            for each in trouble.problems or [_only_problem(trouble)]
        ],
        **trouble.more,
    }


def _only_problem(trouble: Trouble) -> Problem:
    kind = KINDS[trouble.kind]
    return Problem(kind.where, f"{kind.title}. {trouble.detail}", kind.expected, kind.do)


def not_found(what: str, do: str = "Check the address") -> Trouble:
    """Nothing there, or nothing this viewer may see: the two sound the same."""
    return Trouble("not-found", f"{what}. {do}.")


def conflict(wrong: str, do: str) -> Trouble:
    """Something that has to happen first, or cannot happen any more."""
    return Trouble("conflict", f"{wrong}. {do}.")


def _count(problems: int) -> str:
    if problems == 0:
        return "Nothing was changed."
    things = "One thing is" if problems == 1 else f"{problems} things are"
    return f"{things} wrong, listed in errors. Nothing was changed."


def _sentence(text: str) -> str:
    """`text` as a sentence; JSON's own words stay as they are written there."""
    first = text[:1] if re.match(r"(true|false|null)\b", text) else text[:1].upper()
    return first + text[1:] + ("" if text.endswith((".", "…", "?")) else ".")
