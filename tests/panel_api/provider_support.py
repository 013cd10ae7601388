"""A council's own sign-in for tests: a real one in its own process, and one that answers as it is told to."""

import json
import os
import subprocess
import sys
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.panel_api.test_http_server import free_port

CLIENT = "evenhand-test"


@contextmanager
def real_provider(*people: dict[str, Any]) -> Iterator[str]:
    """oidc-provider-mock as people run it; its issuer. people: claims, each with `sub`."""
    port = free_port()
    # It imports what its own library has deprecated; here warnings are errors, there they need not be.
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    for each in people:
        command += ["--user-claims", json.dumps(each)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
    issuer = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx2.get(f"{issuer}/.well-known/openid-configuration")
                break
            except httpx2.TransportError:
                assert process.poll() is None, "the provider ended"
                time.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(20)


def agreed_there(address: str, subject: str, action: str = "") -> str:
    """Somebody signs in at the provider and agrees; the address it sends their browser back to."""
    form = {"sub": subject} | ({"action": action} if action else {})
    answer = httpx2.post(address, data=form)
    assert answer.status_code == 302, answer.text[:500]
    return str(answer.headers["location"])


class Scripted:
    """A provider whose every answer a test may change.

    claims: changes to the identity token's claims, None to leave one out. sign: makes the token of the claims.
    description: changes to what it says of itself. asked: the forms that came to its token address.
    """

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.shown: list[Any] = [self.key]
        self.claims: dict[str, Any] = {}
        self.description: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = lambda claims: signed_by(self.key, claims)
        self.asked: list[dict[str, str]] = []
        self.nonce = ""
        self.status = 200
        self.issuer = ""
        self.authorization = ""

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, Any]:
        """The answer to one request."""
        if path == "/.well-known/openid-configuration":
            return self.status, {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                **self.description,
            }
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.shown]}
        self.asked.append({**form, "authorization": self.authorization})
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "s-1", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.nonce,
                  "name": "Wren Ashby", "roles": ["Evenhand.Caseworker"], **self.claims}  # fmt: skip
        token = self.sign({name: value for name, value in claims.items() if value is not None})
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": token}


def signed_by(key: RSAKey, claims: dict[str, Any], **header: str) -> str:
    """A token of these claims."""
    return jwt.encode({"alg": "RS256", "kid": "one", **header}, claims, key)


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says nobody signed it."""
    parts = [json.dumps(each).encode() for each in ({"alg": "none"}, claims)]
    return ".".join(urlsafe_b64encode(each).decode().rstrip("=") for each in parts) + "."


@contextmanager
def scripted_provider() -> Iterator[Scripted]:
    """The same on a port of its own."""
    script = Scripted()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.say({})

        def do_POST(self) -> None:
            script.authorization = self.headers.get("authorization", "")
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self.say({name: values[-1] for name, values in parse_qs(body).items()})

        def say(self, form: dict[str, str]) -> None:
            status, document = script.answer(self.path, form)
            body = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        script.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join(5)
