"""What is frozen with an edition, under which hash, and what its own hash is made of."""

import hashlib
import json
from types import SimpleNamespace

import pytest

from kanagawa.editions import freezing
from kanagawa.editions.freezing import edition_hash, frozen_part, frozen_parts
from kanagawa.editions.models import Edition, FrozenKind, FrozenPart
from kanagawa.editions.schema import Stored


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Printed:
    """As a grid, a block or the 正誤表: something that becomes JSON."""

    def __init__(self, name: str) -> None:
        self.name = name

    def to_json(self) -> dict[str, str]:
        return {"name": self.name}


@pytest.fixture
def kinds(monkeypatch):
    """The kinds and keys of what is frozen of a content, in their order."""
    monkeypatch.setattr(freezing, "row_hashes", lambda edition, models: {"rows of": edition})
    monkeypatch.setattr(freezing, "to_json", lambda english: english.words)
    monkeypatch.setattr(
        freezing, "manifest_part", lambda manifest, schema: Stored(FrozenKind.MANIFEST, "m", [])
    )

    def of(errata=None, words=None) -> list[tuple[str, str, int, str]]:
        content = SimpleNamespace(
            tables={"robots.a": Printed("a"), "zones.b": Printed("b")},
            blocks=[Printed("block")],
            references=SimpleNamespace(printed={"x": "1"}),
            manifest=None,
            english=SimpleNamespace(words=words),
        )
        parts = frozen_parts(Edition(pk=7, fiscal_year=2030), content, errata)
        return [(part.kind, part.key, part.position, part.section) for part in parts]

    return of


def test_all_that_is_printed_is_frozen_in_its_order(kinds):
    always = [
        (FrozenKind.TABLE, "robots.a", 0, "robots"),
        (FrozenKind.TABLE, "zones.b", 1, "zones"),
        (FrozenKind.TEXT, "text", 2, ""),
        (FrozenKind.REFERENCES, "references", 3, ""),
    ]
    assert kinds() == [
        *always, (FrozenKind.MANIFEST, "m", 4, ""), (FrozenKind.ROWS, "rows", 5, "")
    ]  # fmt: skip
    assert kinds(errata=Printed("errata"), words={"県": "Prefecture"}) == [
        *always,
        (FrozenKind.ERRATA, "errata", 4, ""),
        (FrozenKind.MANIFEST, "m", 5, ""),
        (FrozenKind.ENGLISH, "english", 6, ""),
        (FrozenKind.ROWS, "rows", 7, ""),
    ]


def test_a_part_is_kept_as_it_is_written_with_its_hash():
    data = {"件": [1, "２"]}
    part = frozen_part(Edition(fiscal_year=2030), Stored(FrozenKind.TEXT, "text", data), 3)
    assert part.content == '{"件":[1,"２"]}'
    assert (part.sha256, part.position, part.beside) == (sha(part.content), 3, False)
    assert json.loads(part.content) == data
    beside = frozen_part(
        Edition(fiscal_year=2030), Stored(FrozenKind.MANIFEST, "a.b", data), 0, beside=True
    )
    assert (beside.beside, beside.section) == (True, "")


def test_the_hash_of_an_edition_is_that_of_its_own_parts_in_their_order():
    parts = [FrozenPart(sha256="a"), FrozenPart(sha256="x", beside=True), FrozenPart(sha256="b")]
    assert edition_hash(parts) == sha("a\nb")
    assert edition_hash(reversed(parts)) == sha("b\na")
