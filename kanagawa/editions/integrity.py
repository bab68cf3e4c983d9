"""Whether what is stored of a published edition is what was published, by its hashes.

The triggers keep everybody from changing it; this finds what got past them: a fault of the disk,
a restore that went wrong, SQL of somebody who lifted them.
"""

import hashlib
import json
from collections.abc import Iterator

from django.apps import apps

from kanagawa.formats.digests import sha256

from .freezing import edition_hash
from .frozen import FrozenContent
from .models import Edition, FrozenKind, FrozenPart
from .row_hashes import row_hashes
from .rows import row_models
from .schema import UnknownSchemaError

# What every edition has one of.
_ONCE = (FrozenKind.TEXT, FrozenKind.REFERENCES, FrozenKind.MANIFEST)


def problems(edition: Edition) -> list[str]:
    """What does not agree, in words that name the part; nothing when all is as published."""
    parts = list(edition.frozen.order_by("position"))
    return [
        *_parts(edition, parts),
        *_manifest(edition),
        *_rows(edition, parts),
        *_files(edition),
    ]


def _parts(edition: Edition, parts: list[FrozenPart]) -> Iterator[str]:
    for part in parts:
        if sha256(part.content) != part.sha256:
            yield f"{_named(part)}の内容が、ハッシュ値と合いません。"
    kinds = {part.kind for part in parts}
    for kind in _ONCE:
        if kind not in kinds:
            yield f"公開時の控えに「{kind.label}」がありません。"
    if edition_hash(parts) != edition.content_hash:
        yield "年度版のハッシュ値が、公開時の控えのハッシュ値と合いません。"


def _files(edition: Edition) -> Iterator[str]:
    """One after the other: together they may be larger than the memory."""
    for file in edition.files.iterator(chunk_size=1):
        if hashlib.sha256(file.content).hexdigest() != file.sha256:
            yield f"ファイル「{file.path}」が、ハッシュ値と合いません。"


def _named(part: FrozenPart) -> str:
    kind = part.get_kind_display()
    title = part.key if part.kind == FrozenKind.TABLE else ""
    return f"公開時の控えの{kind}「{title}」" if title else f"公開時の控えの「{kind}」"


def _manifest(edition: Edition) -> Iterator[str]:
    """Whether the parts can be read and are those that the manifest names."""
    content = FrozenContent(edition)
    try:
        declared = {table.key for table in content.manifest.tables}
        stored = set(content.tables)
        content.blocks, content.references, content.errata, content.english  # noqa: B018  (reads them)
    except UnknownSchemaError as error:
        yield str(error)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        yield f"公開時の控えを読み取れません（{type(error).__name__}）。"
    else:
        for key in sorted(declared - stored):
            yield f"公開時の控えに表「{key}」がありません。"
        for key in sorted(stored - declared):
            yield f"公開時の控えの表「{key}」が、年度版の構成にありません。"


def _rows(edition: Edition, parts: list[FrozenPart]) -> Iterator[str]:
    """Rows by model and field; what a later release has no more is left out."""
    hashes = [part for part in parts if part.kind == FrozenKind.ROWS]
    if not hashes:
        yield f"公開時の控えに「{FrozenKind.ROWS.label}」がありません。"
        return
    try:
        frozen_hashes = {
            label: dict(fields) for label, fields in json.loads(hashes[-1].content).items()
        }
    except (ValueError, AttributeError, TypeError):
        return  # its own hash says so
    models = [model for model in row_models() if model._meta.label_lower in frozen_hashes]
    for label, fields in row_hashes(edition.pk, models).items():
        model = apps.get_model(label)
        for name, digest in fields.items():
            if frozen_hashes[label].get(name, digest) != digest:
                field = model._meta.get_field(name)
                label_of_field = getattr(field, "verbose_name", field)
                yield (
                    f"「{model._meta.verbose_name}」の行の「{label_of_field}」が、"
                    "公開したときと違います。"
                )
