"""A copy of the project in a folder of its own, where a test may change what it likes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    "var",
    "node_modules",
    "__pycache__",
    ".*_cache",
    "tests",
    "conftest.py",
    "screenshots",
    "*.mo",
)
TOOLS = Path(sys.executable).parent


def copy_project(folder: Path) -> Path:
    """The code without the tests; returns the folder of the copy."""
    copy = folder / "project"
    shutil.copytree(settings.BASE_DIR, copy, ignore=LEFT_OUT)
    return copy


def run(copy: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of the environment, or `python`, in the copy; its output is in `stdout`."""
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
    }
    return subprocess.run(
        [TOOLS / program, *arguments],
        cwd=copy,
        env={**environment, "DATA_DIR": str(copy.parent / "data"), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
