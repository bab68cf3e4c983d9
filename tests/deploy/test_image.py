"""The steps of the Containerfile, followed in a folder: there is no container engine to build it.

The packages and the libraries need root and the network; they are those that the tests run with.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.installation import KEY
from tests.prepared import ROOT

pytestmark = pytest.mark.deploy

# Steps that cannot be followed here, by what they call, and why.
NOT_HERE = {
    "apt-get": "needs root and the network",
    "python3 -m venv": "the environment of the tests stands in for it",
    "pip install": "needs the network",
}


def steps() -> list[tuple[str, str]]:
    """Each instruction with what stands behind it, continued lines joined."""
    text = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.M).replace("\\\n", " ")
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in text.splitlines())]


def copied(folder: Path) -> None:
    """`COPY .`: what .containerignore lets through, of what is in the repository."""
    patterns = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    wanted = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    left_out = [p.removeprefix("**/") for p in patterns if not p.startswith("!") and p != "*"]
    listed = subprocess.run(
        ["git", "ls-files", "--", *wanted], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in listed.stdout.splitlines():
        path = Path(name)
        if not any(path.match(pattern) or pattern in path.parts for pattern in left_out):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, folder / path)


def test_the_steps_of_the_image_make_a_program_that_is_whole(tmp_path):
    program, data = tmp_path / "opt" / "kanagawa", tmp_path / "var" / "lib" / "kanagawa"
    data.mkdir(parents=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    followed = []
    for word, rest in steps():
        here = re.sub(r"(?<![\w.])/(opt|var|tmp)/", f"{tmp_path}/\\1/", rest)
        if word == "COPY" and rest.startswith(". "):
            copied(program)
            (program / ".venv").symlink_to(ROOT / ".venv")
        elif word == "ENV":
            environment |= dict(pair.split("=", 1) for pair in here.split())
        elif word == "RUN" and not any(called in rest for called in NOT_HERE):
            subprocess.run(["sh", "-euc", here], cwd=program, env=environment, check=True)
            followed.append(rest)
    assert len(followed) == 1 and "collectstatic" in followed[0]
    assert (program / "static" / "staticfiles.json").exists()
    # What CMD starts finds all that it imports and reads in the image alone.
    settings = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "report.example.jp", "PROXIES": "1"}
    for command in ("check --deploy --fail-level WARNING", "makemigrations --check --dry-run"):
        done = subprocess.run(
            [".venv/bin/python", "manage.py", *command.split()],
            cwd=program,
            env=environment | settings | {"TRUST_FORWARDED_PROTO": "true"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert ("CMD", '["./run", "start"]') in steps() and os.access(program / "run", os.X_OK)
