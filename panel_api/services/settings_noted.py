"""What the server's settings are, in the log of changes: at each start a line of what differs from the line before.

Settings are the authority's, not a person's: their values stand in clear. Of what holds a secret only that it changed.
"""

import datetime as dt
import json
from typing import Any, Final

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.database import Database
from panel_api.services.signing import KEY_NAME, keyed_hash
from panel_api.settings import Settings
from panel_api.store import Viewer
from panel_api.store.log_list import lines_of

SERVER: Final = Viewer("server", "server")
SECRET: Final = frozenset({"database_url", "owner_database_url", "oidc_client_secret"})
"""Settings that hold a password or may."""
_MARK: Final = 4
"""Hexadecimal digits that a secret is told apart by: enough to see a change, too few to find the secret by."""
_ACTION: Final = "settings_changed"


def note_settings(database: Database, settings: Settings, at: dt.datetime) -> None:
    """Write the line, where anything differs; of a first start, every setting."""
    with database.writing() as session:
        now, before = _told(session, settings), _as_written(session)
        detail: dict[str, object] = {}
        for name in sorted({*now, *before}):
            if name not in now:
                detail[name] = {"gone": True}
            elif name not in before or before[name] != now[name]:
                was = {} if name not in before or name in SECRET else {"was": before[name]}
                detail[name] = {"is": now[name], **was}
        if detail:
            store.write_log(session, SERVER, "changes", _ACTION, "settings", at, detail)


def _told(session: Session, settings: Settings) -> dict[str, Any]:
    """Each setting's value as JSON; a secret's mark, or null where there is none."""
    key = store.keep_secret(session, KEY_NAME)
    told: dict[str, Any] = json.loads(json.dumps(settings.model_dump(), default=str))
    for name in SECRET:
        value = getattr(settings, name)
        secret = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        told[name] = None if secret is None else f"secret {keyed_hash(key, 'setting', name, secret)[:_MARK]}"
    return told


def _as_written(session: Session) -> dict[str, Any]:
    """The settings as the log says they were, from all its lines of them."""
    found: dict[str, Any] = {}
    for stored in lines_of(session, store.LOCAL, "changes", _ACTION):
        for name, said in json.loads(stored)["entry"].get("detail", {}).items():
            if "is" in said:
                found[name] = said["is"]
            else:
                found.pop(name, None)
    return found
