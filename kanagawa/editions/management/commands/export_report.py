import re
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.formats.disk import why
from kanagawa.reports.writers.export import (
    CannotWrite,
    Extract,
    NothingToExport,
    dictionary_csv,
    extract,
)
from kanagawa.reports.writers.file_formats import CSV, FORMATS, Scope, formats_of


class Command(BaseCommand):
    help = "年度版の表を、ファイル（Excel、CSVなど、公開サイトと同じ形式）に書き出します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--edition", required=True, help="年度、または年度と版（2025、2025-1）")
        parser.add_argument(
            "--format", choices=sorted(FORMATS), default="xlsx", help="書き出す形式"
        )
        parser.add_argument("--output", type=Path, help="書き出すファイルまたはフォルダー")
        parser.add_argument("--section", default="", help="１つの節だけ（例：robots）")
        parser.add_argument("--table", default="", help="１つの表だけ（表の識別子）")
        parser.add_argument(
            "--draft", action="store_true", help="公開前の版も書き出します（外には出せません）"
        )

    def handle(self, *args: object, **options: Any) -> None:
        edition = find_edition(options["edition"], draft=options["draft"])
        part = self._extract(edition, options["section"], options["table"])
        form = FORMATS[options["format"]]
        if form.is_available() and form not in formats_of(_scope(options)):
            raise CommandError(f"{form.title}では、そのまとまりを書き出せません。")
        path = _path(options["output"], form.file_name(part))
        try:
            data = form.write(part, self._progress)
        except CannotWrite as error:
            raise CommandError(str(error)) from error
        _save(path, data)
        self.stdout.write(
            f"{edition}の{len(part.all)}表を {path} に書き出しました（{len(data):,}バイト）。"
        )
        if form is CSV:
            beside = path.with_name(f"{path.stem}_項目の説明.csv")
            _save(beside, dictionary_csv())
            self.stdout.write(f"列の説明を {beside} に書き出しました。")

    def _extract(self, edition: Edition, section: str, table: str) -> Extract:
        if section and table:
            raise CommandError("--section と --table は、どちらか一方を指定してください。")
        content = Content(edition)
        try:
            return extract(
                content.tables,
                content.manifest,
                edition=edition.slug,
                label=edition.label,
                section=section,
                table=table,
                content_hash=edition.content_hash,
                modified=edition.published_at,
                blocks=() if table else content.blocks,
                is_draft=not edition.is_published,
                committee_on=edition.committee_on,
                running_head=edition.running_head,
            )
        except NothingToExport as error:
            raise CommandError(str(error)) from error

    def _progress(self, number: int, count: int, name: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r\033[K{number}/{count} {name[:30]}", ending="")
            if number == count:
                self.stderr.write("")


def _scope(options: dict[str, object]) -> Scope:
    if options["table"]:
        return "table"
    return "section" if options["section"] else "edition"


def find_edition(slug: str, *, draft: bool) -> Edition:
    """The edition that 2025-1 names, or with 2025 the newest revision of that year.

    Raises CommandError for a wrong slug, an edition that is not there, or a draft that was not
    asked for.
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,4}))?", slug, re.ASCII)
    if match is None:
        raise CommandError("年度と版は 2025 または 2025-1 のように指定してください。")
    of_year = Edition.objects.filter(fiscal_year=int(match[1])).order_by("-revision")
    editions = [e for e in of_year if not match[2] or e.revision == int(match[2])]
    if not editions:
        slugs = "、".join(edition.slug for edition in Edition.objects.all()) or "まだありません"
        raise CommandError(f"{slug} の版はありません。登録されている版：{slugs}")
    public = [edition for edition in editions if edition.is_published or draft]
    if not public:
        raise CommandError(
            f"{editions[0]}は公開されていません。下書きを書き出すときは --draft を付けてください。"
        )
    return public[0]


def _path(output: Path | None, name: str) -> Path:
    if output is None:
        return Path(name)
    return output / name if output.is_dir() else output


def _save(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(f"{path} に書き込めません（{why(error)}）。") from error
