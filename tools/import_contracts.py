"""Contracts for import-linter that learn the sections of the report from the settings.

`REPORT_SECTIONS` in a list of a contract stands for all of them, so that a new section is watched
as soon as the settings name it.
"""

import ast
from pathlib import Path
from typing import Any

import grimp
from importlinter import ContractCheck
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.layers import LayersContract

SETTINGS = Path("kanagawa/settings.py")
NAME = "REPORT_SECTIONS"


def report_sections() -> list[str]:
    """The list in the settings, read without running them. LookupError when it is not there."""
    for node in ast.parse(SETTINGS.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == NAME:
            return [str(section) for section in ast.literal_eval(node.value)]
    raise LookupError(f"{SETTINGS} has no list {NAME}")


def imports() -> grimp.ImportGraph:
    """The imports of the project and of all its sections."""
    return grimp.build_graph("kanagawa", *report_sections(), cache_dir=None)


class ReportLayers(LayersContract):
    """Layers, with the sections side by side in one of them."""

    def __init__(
        self, name: str, session_options: dict[str, Any], contract_options: dict[str, Any]
    ) -> None:
        side_by_side = " | ".join(report_sections())
        layers = [layer.replace(NAME, side_by_side) for layer in contract_options["layers"]]
        super().__init__(name, session_options, {**contract_options, "layers": layers})

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        return super().check(imports(), verbose)


class NoCircles(AcyclicSiblingsContract):
    """No circle between the modules or packages that stand beside each other, at any depth."""

    def __init__(
        self, name: str, session_options: dict[str, Any], contract_options: dict[str, Any]
    ) -> None:
        ancestors = {*contract_options["ancestors"], *report_sections()} - {NAME}
        super().__init__(name, session_options, {**contract_options, "ancestors": [*ancestors]})

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        return super().check(imports(), verbose)
