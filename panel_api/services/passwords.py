"""Passwords of local accounts: how they are kept and which will do.

The rule follows the National Cyber Security Centre's advice: long, not guessable, no demands on what kinds of
character stand in it, and no changing by the calendar. (Check: NCSC, Password administration for system owners.)
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from panel_api.errors import Trouble
from panel_api.logging import log

SHORTEST: Final = 12
LONGEST: Final = 200
_AT_ONCE: Final = 2
"""How many are worked out at a time in one process: each takes 64 MB, and anybody may ask."""
_WAITING: Final = 8
"""How many more may wait their turn, so that signing in never takes the threads that everyone else needs."""
_SWAPPED: Final = str.maketrans("@013457$!", "aoleastsi")
_COMMON: Final = re.compile(
    "password|passwort|passphrase|letmein|welcome|qwertyuiop|qwerty|asdfghjkl|asdfgh|zxcvbnm|zxcvbn|iloveyou|"
    "football|liverpool|arsenal|chelsea|sunshine|princess|monkey|dragon|master|changeme|trustno|secret|admin|"
    "evenhand|council|school|county|panel|abcdefghijkl|abcdefgh|abcdef|abc"
)
_hasher: Final = PasswordHash((Argon2Hasher(),))
_door: Final = threading.BoundedSemaphore(_AT_ONCE)
_queue: Final = threading.BoundedSemaphore(_AT_ONCE + _WAITING)


def hash_password(password: str) -> str:
    """The argon2id hash to keep, with its own salt and parameters. Raises Trouble "busy" where too many wait."""
    with _turn():
        return _hasher.hash(_plain(password))


def is_password(password: str, kept: str | None) -> bool:
    """Whether it is the one that was kept. Takes the same time where there is none, so that nobody learns of it.

    Raises Trouble "busy" where too many wait.
    """
    with _turn():
        found = _hasher.verify(_plain(password), kept or _nobodys())
    return found and kept is not None


def password_problem(password: str, *names: str) -> str | None:
    """Why a password will not do, as a sentence to its owner; None where it will.

    names: what the account is known by, such as its e-mail address and its person's name.
    """
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Three words that have nothing to do with each other are good."
    if len(plain) > LONGEST:
        return f"Use at most {LONGEST} characters."
    low = plain.casefold()
    for name in sorted(_parts(names), key=len, reverse=True):
        low = low.replace(name, "")
    if len(low) < min(len(plain), 8):
        return "This is your own name or e-mail address, with little else. Choose words that nobody would guess."
    left = [set(re.sub(r"[\d\W_]", "", _COMMON.sub("", text))) for text in (low, low.translate(_SWAPPED))]
    if len(set(plain)) < 5 or min(map(len, left)) < 4:
        return "This is among the first that anybody would try. Choose words that nobody would guess."
    return None


def _parts(names: tuple[str, ...]) -> set[str]:
    found = {name.casefold() for name in names}
    for name in names:
        found |= {part for part in re.split(r"[^\w]+", name.casefold()) if len(part) > 2}
    return found - {""}


def _plain(password: str) -> str:
    """The same characters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)


@contextmanager
def _turn() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        log().warning("sign_in_busy")
        raise Trouble("busy", "Many people are signing in. Try again in a moment.", headers={"Retry-After": "5"})
    try:
        with _door:
            yield
    finally:
        _queue.release()


@cache
def _nobodys() -> str:
    return _hasher.hash("the password of no account at all")
