"""`./run mutate MODULE`: changes a module a little, many times, and looks whether its tests notice.

A change that no test notices is a survivor: a test is missing, or the change makes no difference.
Cosmic Ray makes the changes. The tests are loaded and run once; then each change is tried in a
fork of that process, so that no database is made again.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path

import pytest
import yaml
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator

from tools.mutants import Outcome, Trial

ROOT = Path(__file__).resolve().parent.parent
SURVIVORS = ROOT / "tests" / "mutation" / "survivors.yaml"
TESTED_BY = ROOT / "tests" / "mutation" / "modules.yaml"
EVERY_MODULE = "every module"  # in SURVIVORS: what makes no difference wherever it stands
ENOUGH = 0.9  # of the changes must be noticed, where not every one of the others has a reason
# What is replaced by what; of all the others that Cosmic Ray knows, these say the most.
_BINARY = ("Add_Sub", "Sub_Add", "Mul_Add", "Div_Mul", "FloorDiv_Div", "Mod_Add", "Pow_Mul")
_COMPARISON = (
    *("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_Gt", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_Lt"),
    *("GtE_Gt", "GtE_Lt", "Is_IsNot", "IsNot_Is"),
)
_OPERATORS = (
    *(f"core/ReplaceBinaryOperator_{name}" for name in _BINARY),
    *("core/ReplaceBinaryOperator_BitOr_BitAnd", "core/ReplaceBinaryOperator_BitAnd_BitOr"),
    *(f"core/ReplaceComparisonOperator_{name}" for name in _COMPARISON),
    *("core/ReplaceUnaryOperator_USub_UAdd", "core/ReplaceUnaryOperator_Delete_Not"),
    *("core/ReplaceTrueWithFalse", "core/ReplaceFalseWithTrue", "core/AddNot"),
    *("core/ReplaceAndWithOr", "core/ReplaceOrWithAnd", "core/NumberReplacer"),
    *("core/ReplaceBreakWithContinue", "core/ReplaceContinueWithBreak"),
    *("core/ExceptionReplacer", "core/ZeroIterationForLoop"),
)

Reasons = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Mutant:
    """The module with one change: the whole text, the line as it was and as it is now."""

    text: str
    number: int
    before: str
    after: str


def mutants(text: str) -> Iterator[Mutant]:
    """Every change of a module that can be compiled, each once."""
    sources = {text}
    for name in _OPERATORS:
        operator = get_operator(name)()
        occurrence = 0
        while (changed := _changed(text, operator, occurrence)) is not None:
            occurrence += 1
            if changed not in sources and _compiles(changed):
                sources.add(changed)
                yield _mutant(text, changed)


def _changed(text: str, operator: Operator, occurrence: int) -> str | None:
    """The text with this change; as it was, where Cosmic Ray fails; None behind the last one."""
    try:
        changed: str | None = mutate_code(text, operator, occurrence)
    except AttributeError:  # it cannot change an `except` with a dotted name
        changed = text
    return changed


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _mutant(text: str, changed: str) -> Mutant:
    pairs = zip(text.splitlines(), changed.splitlines(), strict=False)
    differ = ((n, a, b) for n, (a, b) in enumerate(pairs, start=1) if a != b)
    number, before, after = next(differ)
    return Mutant(changed, number, before.strip(), after.strip())


def explained(module: str) -> Reasons:
    """Why survivors of a module stay, by the line as it is and as it was changed."""
    survivors = yaml.safe_load(SURVIVORS.read_text(encoding="utf-8"))
    return {
        (each["line"], changed): each["why"]
        for each in survivors.get(module, ())
        for changed in each["changed"]
    }


def report(
    module: str, outcomes: list[tuple[Mutant, Outcome]], own: Reasons, of_every: Reasons
) -> bool:
    """Print the survivors that nobody explains and the share that was killed; is that enough?

    `own` are the reasons of this module, `of_every` those of every one.
    """
    survived = [mutant for mutant, outcome in outcomes if outcome is Outcome.SURVIVED]
    unexplained = [m for m in survived if (m.before, m.after) not in own | of_every]
    for mutant in unexplained:
        print(f"{module}:{mutant.number}")
        print("".join(f"    {line}\n" for line in ndiff([mutant.before], [mutant.after])), end="")
    for line, changed in own.keys() - {(m.before, m.after) for m in survived}:
        print(f"理由はあるが、もう生き残らない：{line} → {changed}")
    tried = [outcome for _, outcome in outcomes if outcome is not Outcome.IMPOSSIBLE]
    killed, known = len(tried) - len(survived), len(survived) - len(unexplained)
    print(
        f"{module}：{len(tried)}個のうち{killed}個に気づいた"
        f"（{killed / max(1, len(tried)):.0%}）、残り{len(survived)}個のうち{known}個に理由がある"
    )
    return not unexplained or killed >= ENOUGH * len(tried)


def main(module: str = "", *tests: str) -> int:
    """`tests`: other ones than those of the list, to try a few that are quick."""
    tested_by = yaml.safe_load(TESTED_BY.read_text(encoding="utf-8"))
    if module not in tested_by:
        print("使い方: ./run mutate モジュール（次のどれか）", *tested_by, sep="\n  ")
        return 2
    # Read first: a slip in the reasons is to be told before the minutes that the changes take.
    reasons = explained(module), explained(EVERY_MODULE)
    text = ROOT.joinpath(*module.split(".")).with_suffix(".py").read_text(encoding="utf-8")
    trial: Trial[Mutant] = Trial(module, text, list(mutants(text)))
    arguments = ["-q", "-n0", "-p", "no:cacheprovider", *(tests or tested_by[module].split())]
    if pytest.main(arguments, plugins=[trial]):
        print("テストが、何も変えないうちから通りません。")
        return 1
    return 0 if report(module, trial.outcomes, *reasons) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
