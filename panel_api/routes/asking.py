"""What a request brings: its body read strictly, its key, the version it saw, and nothing unknown."""

import hashlib
import re
from collections.abc import Callable
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Header, Path, Request
from pydantic import BaseModel

from engine.problems import Problem, Refused
from engine.strict_json import read_json
from panel_api import services
from panel_api.errors import Trouble
from panel_api.reading import read
from panel_api.services import Asked, Desk

Model = TypeVar("Model", bound=BaseModel)

_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_ETAG: Final = re.compile(r'"([1-9][0-9]{0,8})"')
_CASE: Final = r"^[A-Z0-9]{4}-[A-Z0-9]{4}$"

Reference = Annotated[
    str, Path(description="The case's reference.", examples=["WK4M-7XPD"], min_length=1, max_length=32)
]
Number = Annotated[int, Path(description="Which one.", examples=[1], ge=0, le=2**53 - 1)]
Sequence = Annotated[int, Path(description="The record's number.", examples=[1], ge=1, le=2**53 - 1)]


def desk_of(request: Request) -> Desk:
    """The desk of this process."""
    desk: Desk = request.app.state.desk
    return desk


OfDesk = Annotated[Desk, Depends(desk_of)]


async def raw_body(request: Request) -> bytes:
    """The body as it came. Refuses any kind but JSON; `guard` refuses what is too large."""
    kind = request.headers.get("content-type", "")
    media, _, rest = kind.partition(";")
    charset = rest.strip().lower().replace('"', "")
    if media.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
        named = f"The body is {media.strip()[:60]}." if media.strip() else "The body's Content-Type is not named."
        raise Trouble("media-type", f"{named} Send JSON in UTF-8, with Content-Type: application/json.")
    return await request.body()


RawBody = Annotated[bytes, Depends(raw_body)]


def body_of(model: type[Model]) -> Callable[[Desk, bytes], Model]:
    """A dependency that reads the body as `model`; problems become 400 (unreadable) or 422 (not right).

    Where the body is not right, problems with its answers are told along with the others.
    """

    def read_body(desk: OfDesk, raw: RawBody) -> Model:
        try:
            document = read_json(raw)
        except Refused as error:
            raise Trouble("unreadable", problems=error.problems) from None
        try:
            return read(model, document)
        except Trouble as trouble:
            more = services.answer_problems(desk, document)
            raise Trouble(trouble.kind, problems=(*trouble.problems, *more)) from None

    return read_body


def key_of(
    request: Request,
    raw: RawBody,
    idempotency_key: Annotated[
        str | None,
        Header(
            description="Any text that names this request alone (1 to 255 visible ASCII characters). Sent again with "
            "the same body, it brings back the first answer; with another body it is refused.",
            examples=["7f9c24e8-1"],
        ),
    ] = None,
) -> Asked:
    """What names this request for good. Raises Trouble "header-needed" where there is no usable key."""
    if idempotency_key is None or not _KEY.fullmatch(idempotency_key):
        wrong = "it is missing" if idempotency_key is None else "it cannot be used"
        expected, remedy = "1 to 255 visible ASCII characters", "Send a key of your own with every request that creates"
        raise Trouble("header-needed", problems=[Problem("header.Idempotency-Key", wrong, expected, remedy)])
    return Asked(f"{request.method} {request.url.path}", idempotency_key, hashlib.sha256(raw).hexdigest())


Key = Annotated[Asked, Depends(key_of)]


def version_of(
    if_match: Annotated[
        str | None,
        Header(description="The ETag of the case as you saw it.", examples=['"3"']),
    ] = None,
) -> int:
    """The version the sender saw. Raises Trouble "version-needed" or "header-needed"."""
    if if_match is None:
        raise Trouble("version-needed", "Read the case first, and send its ETag as If-Match.")
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        problem = Problem(
            "header.If-Match", "it cannot be used", 'one ETag such as "3", in quotes', "Copy it from ETag"
        )
        raise Trouble("header-needed", problems=[problem])
    return int(found[1])


Version = Annotated[int, Depends(version_of)]


def no_query(request: Request) -> None:
    """Refuse parameters in the query where there are none to give."""
    names = sorted(set(request.query_params))
    problems = [
        Problem(f"query.{name[:60]}", "it is not a parameter here", "no parameters", "Remove it") for name in names
    ]
    if problems:
        raise Trouble("bad-input", problems=problems)


def each_once(request: Request) -> None:
    """Refuse a parameter that is given twice: which was meant cannot be known."""
    names = [name for name, _ in request.query_params.multi_items()]
    twice = sorted({name for name in names if names.count(name) > 1})
    problems = [Problem(f"query.{name[:60]}", "it is given twice", "each once", "Remove one") for name in twice]
    if problems:
        raise Trouble("bad-input", problems=problems)


NoQuery: Any = Depends(no_query)
EachOnce: Any = Depends(each_once)
