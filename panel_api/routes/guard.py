"""Stands before everything else: who may ask, how much, what every answer carries, and what is logged.

Plain ASGI, so that a body is refused at its limit and not after it was read.
"""

import asyncio
import secrets
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.strict_json import MOST_BYTES
from panel_api.clock import ticks
from panel_api.errors import Trouble
from panel_api.logging import log, where_it_failed
from panel_api.routes import multipart
from panel_api.routes.answering import trouble_answer
from panel_api.routes.noting import Rows, leaves_line, note_answer
from panel_api.routes.place import address_of, hosts_of, is_local
from panel_api.services.attempts import network_of
from panel_api.settings import Settings
from panel_api.store.logs import NOTED

MOST_POURED: Final = 100_000_000
"""Of a body that is too large this much is taken, and none of it kept, before the connection ends."""
PATIENCE: Final = 20
"""Seconds it may take to come."""
MOST_HELD: Final = 1_000_000
"""Bytes of a file that are held until its line stands; of a longer one the line stands before its last piece goes."""
_HTTPS_FOR: Final = 63_072_000
"""Seconds for which a browser is not to ask by plain http again: two years."""
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """The outermost layer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of message pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        app: FastAPI = scope["app"]
        settings: Settings = app.state.desk.settings
        call = _Call(scope, receive, send, settings)
        NOTED.set(scope["state"]["noted"])
        trouble = _refused(Headers(scope=scope), scope, settings)
        try:
            if trouble is not None:
                if trouble.kind == "too-large":
                    await call.pour_away()
                raise trouble
            if scope["path"] != "/healthz" and not scope["path"].startswith("/static/"):
                app.state.meter.count("place", network_of(call.address))
            await self.app(scope, call.receive, call.send)
        except Exception as error:
            await call.failed(error)
        finally:
            await call.noted_to_the_end()
            call.let_go()
            call.log()


class _Call:
    def __init__(self, scope: Scope, receive: Receive, send: Send, settings: Settings) -> None:
        self.scope, self._receive, self._send, self.settings = scope, receive, send, settings
        self.began, self.status, self.read = ticks(), 0, 0
        self.nonce, self.address = secrets.token_urlsafe(16), address_of(scope, settings)
        scope.setdefault("state", {}).update(csp_nonce=self.nonce, address=self.address, noted=[])
        self.begun: Message | None = None
        self.held: list[Message] = []
        self.rows: Rows | None = None
        self.replaced = self.noted = False

    async def receive(self) -> Message:
        message = await self._receive()
        self.read += len(message.get("body", b""))
        if self.read > _most(self.scope, self.settings):
            if message.get("more_body"):
                await self.pour_away()
            raise _too_large(self.scope, self.settings)
        return message

    async def pour_away(self) -> None:
        """Take what is still being sent and keep none of it: many programs read no answer until all is sent.

        Not from one that asked first (`Expect: 100-continue`), nor beyond MOST_POURED or PATIENCE: there the
        connection ends with the answer.
        """
        headers = Headers(scope=self.scope)
        length = headers.get("content-length", "0")[:12]
        if headers.get("expect", "").lower() == "100-continue" or (length.isdigit() and int(length) > MOST_POURED):
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._pour()

    async def _pour(self) -> None:
        while self.read <= MOST_POURED:
            message = await self._receive()
            self.read += len(message.get("body", b""))
            if not message.get("more_body"):
                return

    async def send(self, message: Message) -> None:
        """Send on, and before the last of it note what asking leaves in a log; a page goes out whole or not at all."""
        if self.replaced:
            return
        if message["type"] == "http.response.start":
            self.begun = message
            if leaves_line(self.scope, message["status"]) == "exported":
                self.rows = Rows(Headers(raw=message["headers"]).get("content-type", ""))
            return
        more = False
        if self.rows is not None:
            self.rows.take(message.get("body", b""))
            more = message.get("more_body", False)
        self.held.append(message)
        if more and sum(len(each.get("body", b"")) for each in self.held) < MOST_HELD:
            return
        if not more and not await self._noted(whole=True):
            return
        if self.begun is not None:
            begun, self.begun = self.begun, None
            await self._pass_on(begun)
        held, self.held = self.held, []
        for each in held:
            await self._pass_on(each)

    async def _noted(self, *, whole: bool) -> bool:
        """Write the line of this answer, once; whether it stands. Where it cannot, the answer is another."""
        if self.noted:
            return True
        self.noted = True
        status = self.begun["status"] if self.begun is not None else self.status
        if not leaves_line(self.scope, status):
            return True
        try:
            await run_in_threadpool(note_answer, self.scope, status, self.rows.found() if self.rows else None, whole)
        except Exception as error:
            if self.begun is None:
                raise
            busy = isinstance(error, OperationalError | PoolTimeout)
            log().error("not_noted", error=type(error).__name__, at=where_it_failed(error))
            self.replaced = True
            says = "Looking leaves a line in a log, and it could not be written. Nothing was shown. Ask again."
            trouble = Trouble("busy" if busy else "unexpected", says)
            await trouble_answer(Request(self.scope), trouble)(self.scope, self.receive, self._pass_on)
            return False
        return True

    async def noted_to_the_end(self) -> None:
        """Of a file that was cut off as it was sent, how far it came."""
        if self.rows is not None and self.status and not self.noted:
            await self._noted(whole=False)

    async def _pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", _policy(self.nonce))
            if self.settings.https:
                headers.setdefault("Strict-Transport-Security", f"max-age={_HTTPS_FOR}")
            if not self.scope["path"].startswith("/static/"):
                headers.setdefault("Cache-Control", "no-store")
        await self._send(message)

    async def failed(self, error: Exception) -> None:
        """Answer what nobody else did. The message of an error is not logged: it may hold what a person wrote."""
        trouble = error if isinstance(error, Trouble) else Trouble("unexpected", "Nothing was changed. It was logged.")
        if trouble is not error:
            log().error("unexpected", error=type(error).__name__, at=where_it_failed(error))
        if self.status == 0:
            answer = trouble_answer(Request(self.scope), trouble)
            self.replaced, self.noted = False, True
            self.begun = None
            await answer(self.scope, self.receive, self._pass_on)

    def let_go(self) -> None:
        """Of a large file that came, whatever became of it."""
        upload = self.scope["state"].get("upload")
        if upload is not None:
            upload.file.close()

    def log(self) -> None:
        """One line a request: the kind of address, never its query, its body or who it is about."""
        route = getattr(self.scope.get("route"), "path", "")
        took = (ticks() - self.began) // 1_000_000
        log().info("request", method=self.scope["method"], route=route, status=self.status, milliseconds=took)


def _refused(headers: Headers, scope: Scope, settings: Settings) -> Trouble | None:
    host = headers.get("host", "").lower()
    hosts = hosts_of(settings)
    if host.rpartition(":")[0] not in hosts and host not in hosts:
        return Trouble("wrong-host", f"Ask for it as {' or '.join(sorted(hosts))}.")
    if settings.demo and not is_local(scope):
        return Trouble("wrong-host", "Demo mode is for the machine it runs on alone. Ask from there, without a proxy.")
    if scope["method"] not in _READING:
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host:
            return Trouble("cross-site", "Only pages of this server may send this.")
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return Trouble("cross-site", "Only pages of this server may send this.")
    length = headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length[:12]) > _most(scope, settings):
        return _too_large(scope, settings)
    return None


def _most(scope: Scope, settings: Settings) -> int:
    """How many bytes a body may have here."""
    return settings.file_megabytes * 1_000_000 if scope["path"] in multipart.STREAMED else MOST_BYTES


def _too_large(scope: Scope, settings: Settings) -> Trouble:
    says = f"A body may have {_most(scope, settings):,} bytes at most. None of it was kept. Send less."
    return Trouble("too-large", says, headers={"Connection": "close"})


def _policy(nonce: str) -> str:
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
