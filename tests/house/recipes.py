"""Follow a recipe: the blocks of its Markdown are changes of files, commands, and what must hold.

A block that begins with `+++ path` changes that file: its unmarked and `-` lines must stand there
once, one after the other, and become its unmarked and `+` lines. A Python block that begins with
`# path` is a new file. Lines with `$` are commands; what follows them must be in their answer.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from .project_copy import run

FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.S | re.M)
CHECK = "# 確かめる\n"


class RecipeError(AssertionError):
    """A step that cannot be followed; names the recipe and the step."""


@dataclass(frozen=True)
class Block:
    recipe: str
    language: str
    text: str

    def failed(self, why: str) -> RecipeError:
        return RecipeError(f"{self.recipe}: {why}\n{self.text}")


def blocks(file: Path) -> list[Block]:
    text = file.read_text(encoding="utf-8")
    return [Block(file.name, language, body) for language, body in FENCED.findall(text)]


def follow(copy: Path, block: Block) -> None:
    """Do in the copy what the block says. Raises RecipeError."""
    if block.language == "diff":
        change_file(copy, block)
    elif block.language == "console":
        give_commands(copy, block)
    elif block.language == "python" and not block.text.startswith(CHECK):
        name, _, content = block.text.removeprefix("# ").partition("\n")
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text(content, encoding="utf-8")


def change_file(copy: Path, block: Block) -> None:
    name, *lines = block.text.removeprefix("+++ ").splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    file = copy / name
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise block.failed(f"{name} has these lines {text.count(old)} times")
    file.write_text(text.replace(old, new), encoding="utf-8")


def give_commands(copy: Path, block: Block) -> None:
    for step in block.text.removeprefix("$ ").split("\n$ "):
        command, *expected = step.strip().splitlines()
        words = re.sub("^./run manage", "python manage.py", command).split()
        answer = run(copy, *words)
        missing = [line for line in expected if line not in answer.stdout]
        if answer.returncode or missing:
            raise block.failed(f"{command} answered\n{answer.stdout}")
