"""What other people's validators say of the open data of an edition."""

import io
import json
import shutil
import subprocess
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from csvw.metadata import CSVW
from frictionless import Package, system
from pyshacl import validate as validate_shapes
from rdflib import Graph

ROOT = Path(__file__).parents[2]
SHAPES = Path(__file__).with_name("catalog_shapes.ttl")


def get(web: Any, path: str) -> bytes:
    response = web.get(path)
    assert response.status_code == 200, path
    assert response.headers["Access-Control-Allow-Origin"] == "*", path
    return response.content


def unpacked(web: Any, tmp_path: Path, edition: str = "2025") -> Path:
    with ZipFile(io.BytesIO(get(web, f"/{edition}/data.zip"))) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def errors_of(folder: Path) -> list[str]:
    """What frictionless finds in a package."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    return [error for row in report.flatten(["message"]) for error in row] + list(report.errors)


def is_csvw(described: Path) -> bool:
    """Whether the CSV is what its description (CSV on the Web) says; csvw counts its warnings."""
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        return bool(CSVW(str(described), validate=True).is_valid)


def is_dcat(catalogue: dict[str, Any]) -> bool:
    """Whether a catalogue keeps the rules of DCAT-AP."""
    graph = Graph().parse(data=json.dumps(catalogue), format="json-ld")
    conforms, _, _ = validate_shapes(graph, shacl_graph=Graph().parse(SHAPES))
    return bool(conforms)


def read_cubes(documents: Iterable[bytes], folder: Path) -> list[dict[str, Any]]:
    """JSON-stat as jsonstat-toolkit reads it: labels of rows and columns, and values."""
    node = shutil.which("node")
    assert node, "Node is not installed"
    assert (ROOT / "node_modules" / "jsonstat-toolkit").exists(), "./run test installs it (npm ci)"
    files = []
    for number, document in enumerate(documents):
        files.append(folder / f"{number}.json")
        files[-1].write_bytes(document)
    command = [node, str(Path(__file__).with_name("read_cubes.mjs")), *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    cubes: list[dict[str, Any]] = json.loads(done.stdout)
    return cubes
