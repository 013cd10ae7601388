"""Every kind of tampering that is tried, who finds it, and where nobody can by nature, why."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from engine.recording.canonical import canonical_bytes, sha256_hex
from engine.recording.signatures import public_key
from tests.panel_api.tampering import STRANGER, Any_, Bundle, changed, fit, put_in, says, then, without

Given = Literal["nothing more", "a head that was kept", "a key or a head that was kept"]
WITH_HEAD: Given = "a head that was kept"
WITH_KEY: Given = "a key or a head that was kept"


@dataclass(frozen=True)
class Kind:
    """One way to tamper. given: what a verifier must be given to find it. why: where it needs that, or nobody can."""

    words: str
    do: Callable[[Bundle], None]
    given: Given = "nothing more"
    found: bool = True
    why: str = ""
    manifest: bool = True
    """Whether the manifest is made to fit afterwards."""


KINDS: list[Kind] = []


def kind(words: str, **said: Any) -> Callable[[Callable[[Bundle], None]], Callable[[Bundle], None]]:
    """Declare one."""

    def add(do: Callable[[Bundle], None]) -> Callable[[Bundle], None]:
        KINDS.append(Kind(words, do, **said))
        return do

    return add


def simple(words: str, do: Callable[[Bundle], object], **said: Any) -> None:
    """Declare one that is one expression."""
    KINDS.append(Kind(words, do, **said))  # type: ignore[arg-type]  # what it gives is nobody's


ANEW = "it is whole in itself and signed by the present key: only what was published earlier contradicts it"


# Records

simple("edit a word of a record", lambda b: b.swap("records", 2, '"kind":"agree"', '"kind":"refer"'))
simple("edit a word of a record, and hash all later ones anew", then(
    lambda b: b.swap("records", 2, '"kind":"agree"', '"kind":"refer"'), fit,
))  # fmt: skip
simple("edit the last word of the last record", lambda b: b.swap("records", 7, '"legal_basis":"n', '"legal_basis":"m'))
simple("edit who decided", lambda b: b.swap("records", 3, '"role":"chair"', '"role":"clerk"'))
simple(
    "put a letter that looks alike in its place",
    lambda b: b.swap("records", 3, '"role":"chair"', '"role":"ch\u0430ir"'),
)
simple("delete a record", lambda b: without(b, "records", 3))
simple("delete a record, and number and hash all later ones anew", then(lambda b: without(b, "records", 3), fit))
simple("insert a record, and number and hash all later ones anew", then(
    lambda b: put_in(b, "records", 3, changed(b.lines("records")[1], says(case="K-FORG-EDXX"))), fit,
))  # fmt: skip
simple("put two records in each other's place", lambda b: b.put("records", [
    b.lines("records")[n] for n in (0, 2, 1, 3, 4, 5, 6)
]))  # fmt: skip
simple("put two records in each other's place, and number and hash them anew", then(
    lambda b: b.put("records", [b.lines("records")[n] for n in (0, 2, 1, 3, 4, 5, 6)]), fit,
))  # fmt: skip
simple("cut off the last record", lambda b: without(b, "records", 7))
simple("cut off the last two records, and let the head fit", then(
    lambda b: without(b, "records", 7), lambda b: without(b, "records", 6),
    lambda b: b.put_values([each for each in b.values() if each["sequence"] < 6]), lambda b: b.fit_heads(),
))  # fmt: skip


@kind(
    "cut off the last record, which no checkpoint names yet, and let the head fit",
    given=WITH_HEAD,
    why="nothing that was published names it: a head of the records themselves, kept from a bundle, does",
)
def _cut(b: Bundle) -> None:
    without(b, "records", 7)
    b.put_values([each for each in b.values() if each["sequence"] < 7])
    b.fit_heads()


simple(
    "replay an old record's bytes at the end", lambda b: b.put("records", [*b.lines("records"), b.lines("records")[1]])
)
simple("replay an old record under a new number in the middle", then(
    lambda b: put_in(b, "records", 5, b.lines("records")[1]), fit,
))  # fmt: skip
simple("add a record at the end without the values it seals", then(
    lambda b: b.put("records", [*b.lines("records"), b.lines("records")[1]]), fit,
))  # fmt: skip


@kind(
    "add a record at the end with values, and let the head fit",
    found=False,
    why="it is what adding a record is. In the database the rows that pages read contradict it; on paper, the sitting",
)
def _appended(b: Bundle) -> None:
    b.put("records", [*b.lines("records"), b.lines("records")[1]])
    fit(b)
    b.put_values(b.values() + [{**each, "sequence": 8} for each in b.values() if each["sequence"] == 2])


simple("fork the chain: two records of one number", lambda b: put_in(b, "records", 5, changed(
    b.lines("records")[3], says(case="K-FORG-EDXX"),
)))  # fmt: skip
simple("fork the chain: go on from an old record with others", then(
    lambda b: b.entry("records", 4, says(case="K-FORG-EDXX")), fit,
))  # fmt: skip
simple("forge a record's time", lambda b: b.entry("records", 2, says(at="2026-08-01T09:00:00Z")))
simple("forge a record's time, and hash all later ones anew", then(
    lambda b: b.entry("records", 2, says(at="2026-08-01T09:00:00Z")), fit,
))  # fmt: skip
simple("let a record name another one before it", lambda b: b.swap("records", 3, '"previous":"', '"previous":"0'))
simple("give a record another number", lambda b: b.swap("records", 3, '"sequence":3}', '"sequence":4}'))
simple("take a digest out of a record", lambda b: b.entry("records", 3, lambda entry: entry["facts"].pop("language")))

# A second reading of the same bytes, by someone who signs anew with the present key

simple("let a name stand twice, and sign anew", then(
    lambda b: b.swap("records", 3, '"legal_basis":', '"legal_basis":"x","legal_basis":'), lambda b: b.rewrite(),
))  # fmt: skip
simple("put a space between, and sign anew", then(
    lambda b: b.swap("records", 3, '"legal_basis":', '"legal_basis": '), lambda b: b.rewrite(),
))  # fmt: skip
simple("write a letter in another way, and sign anew", then(
    lambda b: b.swap("records", 3, '"role":"chair"', '"role":"\\u0063hair"'), lambda b: b.rewrite(),
))  # fmt: skip
simple("write a number beyond 2^53, and sign anew", then(
    lambda b: b.swap("records", 3, '"format":3', '"format":9007199254740993'), lambda b: b.rewrite(),
))  # fmt: skip
simple("write a whole number as a fraction, and sign anew", then(
    lambda b: b.swap("records", 3, '"format":3', '"format":3.0'), lambda b: b.rewrite(),
))  # fmt: skip
simple("write half a letter, and sign anew", then(
    lambda b: b.swap("records", 3, '"role":"chair"', '"role":"\\ud800"'), lambda b: b.rewrite(),
))  # fmt: skip
simple("write bytes that are no text, and sign anew", then(
    lambda b: b.swap("records", 3, b'"role":"chair"', b'"role":"\xff"'), lambda b: b.rewrite(),
))  # fmt: skip
simple("put a field beside the entry, and sign anew", then(
    lambda b: b.swap("records", 3, ',"previous"', ',"note":1,"previous"'), lambda b: b.rewrite(),
))  # fmt: skip
simple("end lines in another way", lambda b: b.put("records", b.lines("records"), b"\r\n"))

# Rulebooks


def _texts(b: Bundle) -> list[Any]:
    return sorted((b.folder / "rulebooks").iterdir())


simple("edit a rulebook's text", lambda b: _texts(b)[0].write_bytes(b"rulebook: other\n"))
simple("swap a rulebook's text, named by its own hash", then(
    lambda b: _texts(b)[0].unlink(),
    lambda b: (b.folder / "rulebooks" / f"{sha256_hex(b'rulebook: other')}.txt").write_bytes(b"rulebook: other"),
))  # fmt: skip
simple("remove a rulebook's text", lambda b: _texts(b)[0].unlink())

# Sealed values and disposals


def _value(b: Bundle, **said: str) -> None:
    values = b.values()
    values[3].update(said)
    b.put_values(values)


simple("alter a sealed value", lambda b: _value(b, value="4"))
simple("alter a salt", lambda b: _value(b, salt="0" * 32))
simple("alter a digest, and hash all later records anew", then(
    lambda b: b.entry("records", 7, says(outcome="~" + "A" * 43)), fit,
))  # fmt: skip


@kind("put the values of two records in each other's place")
def _swapped(b: Bundle) -> None:
    other = {2: 3, 3: 2}
    values = [{**each, "sequence": other.get(each["sequence"], each["sequence"])} for each in b.values()]
    b.put_values(sorted(values, key=lambda each: each["sequence"]))


@kind("put two values of a record in each other's place")
def _crossed(b: Bundle) -> None:
    values = b.values()
    values[0]["path"], values[1]["path"] = values[1]["path"], values[0]["path"]
    b.put_values(values)


simple("remove a value without a disposal", lambda b: b.put_values(b.values()[1:]))
simple("dispose of a record without a line that says so", lambda b: b.put_values(
    [each for each in b.values() if each["sequence"] != 2]
))  # fmt: skip
simple("keep a value of what was disposed of", lambda b: b.put_values(
    [{**b.values()[0], "sequence": 1}, *b.values()]
))  # fmt: skip
simple("add a value that no digest stands for", lambda b: b.put_values(
    [{**b.values()[0], "path": "/facts/x"}, *b.values()]
))  # fmt: skip
simple("let a disposal name other records, and sign anew", then(
    lambda b: b.entry("records", 5, says(disposes=[2])), lambda b: b.rewrite(),
))  # fmt: skip
simple("take a disposal out, and sign anew", then(
    lambda b: without(b, "records", 5),
    lambda b: b.put_values([{**each, "sequence": each["sequence"] - (each["sequence"] > 5)} for each in b.values()]),
    lambda b: b.rewrite(),
))  # fmt: skip

# Logs

simple("edit a line of the access log", lambda b: b.swap("access", 1, "case_viewed", "pack_viewed"))
simple("edit a line of the ledger's log, and hash all later ones anew", then(
    lambda b: b.swap("ledger", 1, "ab" * 32, "cd" * 32), lambda b: fit(b, "ledger"),
))  # fmt: skip
simple("take a line out of the access log, and number and hash the rest anew", then(
    lambda b: without(b, "access", 1), lambda b: fit(b, "access"),
))  # fmt: skip
simple("empty the log of sign-ins, and let the head fit", then(
    lambda b: b.put("signing", []), lambda b: b.fit_heads(),
))  # fmt: skip
simple("move a line from one log to another", then(
    lambda b: b.put("access", [*b.lines("access"), b.lines("signing")[1]]), lambda b: without(b, "signing", 2),
    lambda b: fit(b, "access"), lambda b: fit(b, "signing"),
))  # fmt: skip

# Checkpoints, heads and keys


def _last(b: Bundle, change: Callable[[Any_], None]) -> None:
    """Write the last checkpoint anew, signed by the present key, which is its own."""
    b.sign_again(range(3, 4), change)
    b.fit_heads()


def _beside(b: Bundle, number: int, **said: str) -> None:
    lines = b.signed()
    lines[number - 1].update(said)
    b.put_signed(lines)


simple("strip a signature", lambda b: _beside(b, 2, signature=""))
simple(
    "flip a bit of a signature", lambda b: _beside(b, 2, signature=f"{int(b.signed()[1]['signature'], 16) ^ 1:0128x}")
)
simple("put another checkpoint's signature in its place", lambda b: _beside(b, 2, signature=b.signed()[0]["signature"]))
simple("name another key beside a checkpoint", lambda b: _beside(b, 3, key=b.signed()[0]["key"]))


@kind("sign a checkpoint again with a key that nothing vouches for")
def _stranger(b: Bundle) -> None:
    b.present = STRANGER
    _last(b, says())


@kind("say that a key was lost, and sign with another")
def _lost(b: Bundle) -> None:
    b.present = STRANGER
    _last(b, says(lost="Invented"))


@kind("let a checkpoint name another next key")
def _next_key(b: Bundle) -> None:
    stored = changed(b.signed()[1]["stored"].encode(), says(next_key=public_key(STRANGER)))
    _beside(b, 2, stored=stored.decode(), sha256=sha256_hex(stored))


simple("move a checkpoint's day, and sign it anew", lambda b: _last(b, says(day="2026-09-10")))
simple(
    "move a checkpoint's day and time, and sign it anew",
    lambda b: _last(b, says(day="2026-09-20", at="2026-09-20T09:00:00Z")),
    given=WITH_HEAD,
    why=ANEW,
)
simple("set a checkpoint's time before the one before it, and sign it anew", lambda b: _last(
    b, says(day="2026-09-10", at="2026-09-10T09:00:00Z")
))  # fmt: skip
simple("roll back a head that a checkpoint names, and sign it anew", lambda b: _last(
    b, lambda entry: entry["heads"]["records"].update(sequence=3, sha256=sha256_hex(b.lines("records")[2]))
))  # fmt: skip
simple(
    "leave a chain out of a checkpoint, and sign it anew",
    lambda b: _last(b, lambda entry: entry["heads"].pop("ledger")),
)
simple("replay an old checkpoint at the end", lambda b: b.put_signed([*b.signed(), b.signed()[0]]))
simple("take a checkpoint out, and sign the later ones anew", then(
    lambda b: b.put_signed([b.signed()[0], b.signed()[2]]), lambda b: b.sign_again(range(2, 3)),
    lambda b: b.fit_heads(),
))  # fmt: skip


def _cut_checkpoints(b: Bundle, keep: int) -> None:
    b.put_signed(b.signed()[:keep])
    b.fit_heads()
    keys = json.loads((b.folder / "keys.json").read_bytes())
    kept = [key for key in keys if any(line["key"] == key for line in b.signed())]
    (b.folder / "keys.json").write_bytes(canonical_bytes(kept) + b"\n")


simple("take the last checkpoint away, and roll the head back", lambda b: _cut_checkpoints(b, 2), given=WITH_HEAD,
       why="what is left was whole before it was written")  # fmt: skip
simple("take every checkpoint away", lambda b: _cut_checkpoints(b, 0), given=WITH_KEY,
       why="records without checkpoints can be whole: the verifiers say that nobody signed them")  # fmt: skip
simple("roll back the head of the records in heads.json", lambda b: b.put_heads(
    {**b.heads(), "records": {"sequence": 6, "sha256": sha256_hex(b.lines("records")[5])}}
))  # fmt: skip
simple("name another key in keys.json", lambda b: (b.folder / "keys.json").write_bytes(
    canonical_bytes([public_key(STRANGER)]) + b"\n"
))  # fmt: skip
simple("rewrite all from a record on, and sign every checkpoint anew with the present key", then(
    lambda b: b.entry("records", 3, says(case="K-FORG-EDXX")), lambda b: b.rewrite(),
), given=WITH_KEY, why=ANEW)  # fmt: skip


@kind("rewrite all from a record on, and sign only what the present key signed before", why=ANEW)
def _from_there(b: Bundle) -> None:
    b.entry("records", 6, says(case="K-FORG-EDXX"))
    fit(b)
    b.sign_again(range(2, 4))
    b.fit_heads()


@kind("rewrite what the last checkpoint alone names, and sign it anew", given=WITH_HEAD, why=ANEW)
def _last_alone(b: Bundle) -> None:
    b.entry("records", 6, says(case="K-FORG-EDXX"))
    fit(b)
    _last(b, says())


@kind("rewrite everything with a key of one's own", given=WITH_KEY, why=ANEW)
def _all(b: Bundle) -> None:
    b.present = STRANGER
    b.entry("records", 1, says(case="K-FORG-EDXX"))
    b.rewrite()


# Files


def _manifest(b: Bundle, change: Callable[[Any_], object]) -> None:
    manifest = b.manifest()
    change(manifest)
    b.put_manifest(manifest)


simple("edit the hash of a file in the manifest", lambda b: _manifest(
    b, lambda m: m["files"][0].update(sha256="0" * 64)
), manifest=False)  # fmt: skip
simple("edit the length of a file in the manifest", lambda b: _manifest(
    b, lambda m: m["files"][0].update(bytes=1)
), manifest=False)  # fmt: skip
simple("leave a file out of the manifest", lambda b: _manifest(b, lambda m: m["files"].pop()), manifest=False)
simple("smuggle a file in", lambda b: (b.folder / "rulebooks.csv").write_bytes(b"x\n"), manifest=False)
simple("give the manifest another format", lambda b: _manifest(b, says(format=2)), manifest=False)
simple(
    "forge when the bundle was made",
    lambda b: _manifest(b, says(made_at="2020-01-01T00:00:00Z")),
    manifest=False,
    found=False,
    why="the manifest is not signed: it finds damage, and nothing rests on its day",
)
simple(
    "put another program in the place of verify.py",
    lambda b: (b.folder / "verify.py").write_bytes(b'print("whole: all of it")\n'),
    found=False,
    why="no program vouches for itself: take it from elsewhere, read it, or use another of the three ways",
)
