"""The house rules as tests: each failure names the place and says why the rule is there."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400

TOP_LEVEL = {
    "engine", "rules", "panel_api", "templates", "tests", "docs", "benchmarks", "examples",
    "Makefile", "LICENSE", "CHANGELOG.md", "README.md", "pyproject.toml", "requirements.lock",
}  # fmt: skip

ENGINE_NEVER = {
    "alembic", "durable", "fastapi", "jinja2", "panel_api", "psycopg", "sqlalchemy", "starlette",
    "typer", "uvicorn",
}  # fmt: skip

# Where binary floating point is right, and why. Money, points and levels are never among them.
FLOAT_ALLOWED: dict[str, str] = {
    "engine/equity/tails.py": "how likely chance alone gives a difference is no rational number",
}

CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}
CLOCK_OWNERS = {"datetime", "date", "time", "dt"}

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("deb", "debian", "org"),
        ("proxy", "golang", "org"),
    )
)
MACHINE_PATH = re.compile(
    r"(^|[^A-Za-z0-9._-])/(" + "|".join(("wo" + "rk", "fa" + "rm", "ro" + "ot", "opt/wh" + "eels")) + r")/",
    re.MULTILINE,
)


@cache
def house_files() -> tuple[Path, ...]:
    """Every file that is committed or about to be; in a copy without git, every visible one."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        names = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        names = [
            path
            for path in ROOT.rglob("*")
            if not any(part.startswith(".") or part in ("__pycache__", "vendor") for part in path.parts)
        ]
    return tuple(sorted(path for path in names if path.is_file()))


def python_files(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """The name and syntax tree of each Python file, in the folders given or anywhere."""
    for path in house_files():
        name = path.relative_to(ROOT)
        if path.suffix == ".py" and (not folders or name.parts[0] in folders):
            yield str(name), ast.parse(path.read_text(encoding="utf-8"), str(name))


def fail_with(reason: str, offenders: list[str]) -> None:
    """Fail where there are offenders, with the reason first and one offender a line."""
    assert not offenders, f"{reason}\n  " + "\n  ".join(offenders)


def test_top_level_is_what_the_customer_fixed() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in house_files()}
    strangers = sorted(name for name in names - TOP_LEVEL if not name.startswith("."))
    fail_with("The customer fixed the top level; put it in one of the rooms that exist:", strangers)


def test_no_file_is_long() -> None:
    long = []
    for path in house_files():
        name = path.relative_to(ROOT)
        if path.suffix == ".py" or name.parts[0] == "templates":
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LONGEST:
                long.append(f"{name}: {lines} lines")
    fail_with(f"Over {LONGEST} lines nobody reads a file whole; split it along a seam:", long)


def test_rules_hold_no_python() -> None:
    found = [name for name, _ in python_files("rules")]
    fail_with("Rules are words and numbers a policy officer owns, never code:", found)


def test_engine_is_pure() -> None:
    found = []
    for name, tree in python_files("engine"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                modules = [node.module or ""]
            else:
                continue
            found += [
                f"{name}:{node.lineno}: imports {module}"
                for module in modules
                if module.split(".")[0] in ENGINE_NEVER
                or (module == "durable_rules_engine" and name != "engine/opinions/network_worker.py")
            ]
    fail_with("The engine must run and be checked without web, database or page:", found)


def test_engine_reads_no_clock() -> None:
    found = []
    for name, tree in python_files("engine"):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = node.func.value
            owned_by = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if node.func.attr in CLOCKS and owned_by in CLOCK_OWNERS:
                found.append(f"{name}:{node.lineno}: {ast.unparse(node)}")
    fail_with("Days are given, never read from a clock, or replay could not give the same bytes:", found)


def test_no_binary_floating_point() -> None:
    found = []
    for name, tree in python_files("engine", "panel_api"):
        if name in FLOAT_ALLOWED:
            continue
        for node in ast.walk(tree):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
            if literal or call:
                found.append(f"{name}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)}")
    fail_with(
        "Money and points are exact: use Decimal or whole pence (or FLOAT_ALLOWED, with a reason):",
        found,
    )


def test_every_module_says_what_it_is_for() -> None:
    found = [name for name, tree in python_files() if tree.body and not ast.get_docstring(tree)]
    fail_with("A reader opens a file to learn what it is for; its first lines say so:", found)


def test_every_public_function_says_what_it_does() -> None:
    found = []
    for name, tree in python_files("engine", "panel_api", "benchmarks"):
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                found.append(f"{name}:{node.lineno}: {node.name}")
    fail_with("A public name is a promise: its docstring gives shapes, units and errors:", found)


def test_no_registry_and_no_path_of_one_machine() -> None:
    found = []
    for path in house_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT)
        found += [f"{name}: {host}" for host in HOSTS if host in text]
        found += [
            f"{name}:{text.count(chr(10), 0, hit.start() + 1) + 1}: {hit.group().strip()}"
            for hit in MACHINE_PATH.finditer(text)
        ]
    fail_with("Where packages come from and where a checkout lies is each machine's own affair:", found)


def test_lock_is_exact() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9][a-z0-9.-]*)(.*)$", lock, re.MULTILINE)
    loose = [name for name, rest in pins if not re.match(r"(\[[a-z,]+\])?==\S+( ;.*)? \\$", rest)]
    fail_with("A lock that leaves a version or hash open locks nothing:", loose)
    assert "://" not in lock, "A lock with an address works only where that address answers"
    assert lock.count("--hash=sha256:") >= len(pins)
