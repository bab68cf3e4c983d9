"""An edition as files that people read and review in a diff: one YAML file per model.

References are written by key; keys that follow from the other fields are not written.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml
from django.db import models, transaction

from kanagawa.formats.disk import why

from .copying import levels
from .models import Edition, EditionRow, references
from .rows import EditionRows, create_rows, row_models
from .translation_files import BadTranslations, dump_translations, load_translations

_OWN = {"id", "edition", "position", "search_text"}


class BadFile(ValueError):
    """A data file cannot be read; the message names the file, the row and the field."""


def path_of(folder: Path, model: type[EditionRow]) -> Path:
    return folder / model._meta.app_label / f"{model._meta.model_name}.yaml"


@transaction.atomic
def load_edition(
    *, folder: Path, fiscal_year: int, report: Callable[[str], None] = print
) -> Edition:
    """Read a folder into a new draft, all or nothing. Raises BadFile or ValidationError."""
    if not any(path_of(folder, model).exists() for model in row_models()):
        raise BadFile(f"{folder} には、年度版のファイルがありません。")
    edition = Edition(fiscal_year=fiscal_year)
    edition.full_clean()
    edition.save()
    by_key: dict[object, dict[str, EditionRow]] = {}
    for model in row_models():
        by_key[model] = _load_model(model, path_of(folder, model), edition, by_key)
        if by_key[model]:
            report(f"  {model._meta.verbose_name}：{len(by_key[model])}件")
    try:
        if added := load_translations(folder):
            report(f"  英訳：{added}件")
    except BadTranslations as error:
        raise BadFile(str(error)) from error
    return edition


def _load_model(
    model: type[EditionRow],
    path: Path,
    edition: Edition,
    by_key: dict[object, dict[str, EditionRow]],
) -> dict[str, EditionRow]:
    rows: dict[str, EditionRow] = {}
    by_key = {**by_key, model: rows}
    for position, entry in enumerate(_entries(path), start=1):
        row = _row(model, path, position, entry, edition, by_key)
        row.prepare()
        if row.key in rows:
            raise BadFile(f"{path.name}：識別子「{row.key}」が２回あります。")
        rows[row.key] = row
    for level in levels(model, list(rows.values())):
        for row in level:
            for field in references(model):
                setattr(row, field.name, getattr(row, field.name))  # the parent's new pk
            row.full_clean(exclude=["edition"], validate_unique=False, validate_constraints=False)
        create_rows(model, level, reason="ファイルから読込み")
        pks_by_key = dict(model._default_manager.filter(edition=edition).values_list("key", "pk"))
        for row in level:
            row.pk = pks_by_key[row.key]
    return rows


def _entries(path: Path) -> list[dict[str, Any]]:
    """What stands in a file, nothing where there is none. Raises BadFile."""
    if not path.exists():
        return []
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except OSError as error:
        raise BadFile(f"{path} を読めません（{why(error)}）。") from error
    except UnicodeDecodeError as error:
        raise BadFile(f"{path} は、UTF-8の文字列ではありません。") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"（{mark.line + 1}行目）" if mark else ""
        raise BadFile(f"{path} は、YAMLとして読めません{where}。") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadFile(f"{path} は、「- 項目: 値」の並びではありません。")
    return entries


def _row(
    model: type[EditionRow],
    path: Path,
    position: int,
    entry: dict[str, Any],
    edition: Edition,
    by_key: dict[object, dict[str, EditionRow]],
) -> EditionRow:
    values: dict[str, object] = {}
    fields = {field.name: field for field in model._meta.concrete_fields}
    for name, value in entry.items():
        field = fields.get(name)
        if field is None or name in _OWN:
            raise BadFile(f"{path.name} {position}件目：項目「{name}」はありません。")
        if field in references(model) and value is not None:
            try:
                value = by_key[field.related_model][value]
            except (KeyError, TypeError):  # a list or a table is no key
                raise BadFile(
                    f"{path.name} {position}件目：{name}「{value}」がありません。"
                ) from None
        elif isinstance(field, models.DecimalField) and value is not None:
            try:
                value = Decimal(str(value))
            except InvalidOperation:
                raise BadFile(
                    f"{path.name} {position}件目：{name}「{value}」は数ではありません。"
                ) from None
        values[name] = value
    return model(edition=edition, position=position * 10, **values)


def dump_edition(edition: Edition, folder: Path) -> int:
    """Write an edition as `load_edition` reads it, with the translations. Returns the number of
    rows of the edition.
    """
    rows = EditionRows(edition)
    count = 0
    for model in row_models():
        entries = [_entry(row) for row in rows.of(model)]
        if not entries:
            continue
        path = path_of(folder, model)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(map(_lines, entries)), encoding="utf-8")
        count += len(entries)
    dump_translations(folder)
    return count


def _entry(row: EditionRow) -> dict[str, object]:
    entry: dict[str, object] = {}
    follows = not row.is_numbered and row.key == row.derive_key()
    related = {field.name for field in references(type(row))}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.name)
        if field.name in _OWN or (follows and field.name == "key"):
            continue
        if value is None or value == "" or value == field.get_default():
            continue
        entry[field.name] = value.key if field.name in related else _simple(value)
    return entry


def _simple(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | bool | int):
        return value
    return str(value)


class _Dumper(yaml.SafeDumper):
    pass


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _lines(entry: dict[str, object]) -> str:
    # One row per line where it is short: a diff of figures then reads like a table.
    flow = yaml.dump(
        entry,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=True,
        width=10_000,
    ).strip()
    if len(flow) <= 140 and "\n" not in flow:
        return f"- {flow}\n"
    return yaml.dump(
        [entry],
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=10_000,
    )
