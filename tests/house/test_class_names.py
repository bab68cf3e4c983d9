"""A class of the product has a name that no other one has: who reads it knows which is meant."""

import ast
from collections import defaultdict
from collections.abc import Iterable

from .test_sizes import ROOT, product

# Django finds each by the module it stands in.
OF_DJANGO = {"Command"}


def names_of_many(sources: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The files by each name that several of them give a class; 「_」 before it makes no other."""
    files = defaultdict(list)
    for path, text in sources:
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and node.name not in OF_DJANGO:
                files[node.name.lstrip("_")].append(path)
    return {name: paths for name, paths in files.items() if len(paths) > 1}


def test_no_two_classes_have_the_same_name():
    # The sections know nothing of each other: each has its own 支援件数.
    files = [path for path in product() if (ROOT / "kanagawa") in path.parents]
    assert names_of_many((str(path.relative_to(ROOT)), path.read_text()) for path in files) == {}


def test_two_classes_of_one_name_are_seen():
    sources = [("one.py", "class Line: ..."), ("other.py", "class _Line: ...")]
    assert names_of_many(sources) == {"Line": ["one.py", "other.py"]}
