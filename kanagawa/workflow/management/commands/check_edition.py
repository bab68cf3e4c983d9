from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kanagawa.checks import coverage
from kanagawa.checks.context import Context
from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.numbers import ratio
from kanagawa.reports import registry
from kanagawa.reports.declaration import Finding
from kanagawa.workflow.confirming import open_findings


class Command(BaseCommand):
    help = (
        "年度版の検査をすべて行い、結果を１行ずつ示します。"
        "エラーか未入力があれば終了コードは1です。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("edition", help="年度版（例：2025-1）")
        parser.add_argument("--section", default="", help="この節だけを検査します（例：robots）")
        parser.add_argument(
            "--coverage", action="store_true", help="数値のうち検査が見ているものの割合も示します"
        )

    def handle(self, *args: object, edition: str, section: str, **options: object) -> None:
        if section and section not in registry.sections():
            raise CommandError(f"節「{section}」はありません。")
        chosen = _edition(edition)
        if options["coverage"]:
            self._coverage(Context(EditionRows(chosen)))
        checked = open_findings(chosen, section)
        for finding in checked.errors:
            self._line("エラー", finding)
        for finding in (*checked.to_enter, *checked.open):
            self._line(finding.severity_name, finding)
        for confirmed in checked.confirmed:
            confirmation = confirmed.confirmation
            self._line(
                "確認済み", confirmed.finding, f"（{confirmation.by}：{confirmation.reason}）"
            )
        self.stdout.write(
            f"エラー {len(checked.errors)}件、未入力 {len(checked.to_enter)}件、"
            f"未確認の警告 {len(checked.open)}件、"
            f"確認済みの警告 {len(checked.confirmed)}件"
        )
        if checked.errors or checked.to_enter:
            raise SystemExit(1)

    def _coverage(self, context: Context) -> None:
        every = len(coverage.entered(context))
        for name, refs in (
            ("合計・登録簿・内訳の式で決まる", coverage.bound(context)),
            ("内数・限度の範囲がある", coverage.bounded(context)),
            ("前の版が同じ期間・時点で示した", coverage.settled(context)),
        ):
            share = ratio(len(refs), every) if every else 0
            self.stdout.write(f"{name}数値：{every}個のうち{len(refs)}個（{share}％）")

    def _line(self, state: str, finding: Finding, reason: str = "") -> None:
        where = finding.table or finding.section or "-"
        self.stdout.write(f"{state}\t{where}\t{finding.ref}\t{finding.message}{reason}")


def _edition(slug: str) -> Edition:
    for edition in Edition.objects.all():
        if edition.slug == slug:
            return edition
    slugs = "、".join(edition.slug for edition in Edition.objects.all()) or "なし"
    raise CommandError(f"年度版「{slug}」はありません（あるもの：{slugs}）。")
