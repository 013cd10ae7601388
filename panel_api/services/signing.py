"""Texts that a browser carries for us and cannot change, and hashes that nobody can look up."""

import base64
import hashlib
import hmac
import json
from typing import Any, Final

from panel_api import store
from panel_api.services.desk import Desk

KEY_NAME: Final = "sign_in"


def installation_key(desk: Desk) -> bytes:
    """The key that all processes of this installation share; made on the first day."""
    with desk.database.reading() as session:
        key = store.find_secret(session, KEY_NAME)
    if key is None:
        with desk.database.writing() as session:
            key = store.keep_secret(session, KEY_NAME)
    return key


def keyed_hash(key: bytes, purpose: str, *parts: str) -> str:
    """A hash that only this installation can work out. purpose keeps hashes of one kind apart from another's."""
    said = json.dumps([purpose, *parts], ensure_ascii=True)
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def signed(key: bytes, purpose: str, content: Any) -> str:
    """JSON content with its mark, fit for a cookie."""
    body = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
    return f"{body}.{keyed_hash(key, purpose, body)}"


def unsigned(key: bytes, purpose: str, text: str) -> Any:
    """The content of what `signed` made; None for anything else."""
    body, _, mark = text.partition(".")
    if not (body.isascii() and mark.isascii() and hmac.compare_digest(mark, keyed_hash(key, purpose, body))):
        return None
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
