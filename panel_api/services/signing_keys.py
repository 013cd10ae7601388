"""The key that signs checkpoints: in a file that the settings name, or else in this installation's own database."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from engine.recording.signatures import new_private_key, private_key_of, public_key, read_private_key
from panel_api import store
from panel_api.errors import Trouble
from panel_api.services.desk import Desk

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAME: Final = "signing-key"
"""Of the key in the database, among its secrets."""


def present_key(session: Session, desk: Desk) -> "Ed25519PrivateKey":
    """The private key to sign with now; in the database it is made where there is none.

    Raises Trouble "conflict" where the file cannot be read any more.
    """
    file = desk.settings.signing_key
    if file is not None:
        return key_in(file)
    return private_key_of(store.find_secret(session, NAME) or store.keep_secret(session, NAME))


def key_in(file: Path) -> "Ed25519PrivateKey":
    """The private key in a file. Raises Trouble "conflict" where there is none that can be read."""
    try:
        return read_private_key(file.read_bytes())
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else str(error)
        raise Trouble("conflict", f"{file} holds no key: {told}. `evenhand keys new` makes one.") from None


def make_key(file: Path) -> str:
    """Write a new private key into a new file that only its owner may read; the public key.

    Raises OSError where there is such a file already or it cannot be written.
    """
    pem = new_private_key()
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:  # noqa: PTH123 - its mode
        made.write(pem)
        made.flush()
        os.fsync(made.fileno())
    return public_key(read_private_key(pem))
