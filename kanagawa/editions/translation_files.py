"""Translations into English as a file that people read and review in a diff, beside an edition's.

They belong to no edition: loading adds those whose Japanese text has none yet, and changes nothing
that somebody entered.
"""

from pathlib import Path

import yaml
from simple_history.utils import bulk_create_with_history

from .words import Translation, mark_of

_FIELDS = ("section", "japanese", "english")


class BadTranslations(ValueError):
    """The file cannot be read; the message says where."""


def path_of(folder: Path) -> Path:
    """Beside the rows of the outline of an edition."""
    return folder / "editions" / "translation.yaml"


def load_translations(folder: Path) -> int:
    """Add the translations of an edition's folder. Returns how many; 0 where there is no file."""
    path = path_of(folder)
    if not path.exists():
        return 0
    marks = set(Translation.objects.values_list("section", "mark"))
    new: dict[tuple[str, str], Translation] = {}
    for place, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")) or [], start=1):
        translation = _translation(path, place, entry)
        at = translation.section, translation.mark
        if at not in marks:
            new.setdefault(at, translation)
    bulk_create_with_history(
        list(new.values()), Translation, batch_size=500, default_change_reason="ファイルから読込み"
    )
    return len(new)


def _translation(path: Path, place: int, entry: object) -> Translation:
    if not isinstance(entry, dict) or set(entry) - set(_FIELDS):
        raise BadTranslations(f"{path.name} {place}件目：section、japanese、english で書きます。")
    texts = {name: str(entry.get(name) or "") for name in _FIELDS}
    if not texts["japanese"].strip() or not texts["english"].strip():
        raise BadTranslations(f"{path.name} {place}件目：日本語と英語の両方を書いてください。")
    return Translation(**texts, mark=mark_of(texts["japanese"]))


def dump_translations(folder: Path) -> int:
    """Write all translations as `load_translations` reads them. Returns how many."""
    entries = [
        {name: value for name, value in entry.items() if value}
        for entry in Translation.objects.order_by("id").values(*_FIELDS)
    ]
    if entries:
        path = path_of(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=10_000)
        path.write_text(text, encoding="utf-8")
    return len(entries)
