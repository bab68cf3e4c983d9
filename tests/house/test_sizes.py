"""No file and no function grows beyond what somebody reads in one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_FILE, LONGEST_FUNCTION = 500, 50  # lines
LONGEST_TEMPLATE_LINE = 220  # characters: a tag of a template cannot be broken


def product() -> Iterator[Path]:
    """The Python of the product: no tests, no migrations, nothing that is installed."""
    for package in ("kanagawa", "programs", "robots", "investment", "international", "zones"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def too_long(name: str, text: str) -> Iterator[str]:
    if text.count("\n") > LONGEST_FILE:
        yield name
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{name}: {node.name}"


def test_no_file_and_no_function_is_too_long():
    files = list(product())
    assert len(files) > 300
    long = [
        each
        for path in files
        for each in too_long(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    ]
    assert long == []


def test_what_is_too_long_is_found():
    body = "    x = 1\n"
    assert list(too_long("a.py", f"def f():\n{body * LONGEST_FUNCTION}")) == ["a.py: f"]
    assert list(too_long("a.py", f"def f():\n{body * (LONGEST_FUNCTION - 1)}")) == []
    assert list(too_long("b.py", "x = 1\n" * (LONGEST_FILE + 1))) == ["b.py"]


def test_no_line_of_a_template_is_too_long():
    long = [
        f"{path.relative_to(ROOT)}: {number}"
        for path in sorted((ROOT / "kanagawa").rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ]
    assert long == []
