from django.core.management.base import BaseCommand

from kanagawa.editions.search_index import write_missing


class Command(BaseCommand):
    help = "公開済みの年度版のうち、検索の索引がないもの、古い形のものに、索引を作ります。"

    def handle(self, *args: object, **options: object) -> None:
        for edition in write_missing():
            self.stdout.write(f"{edition}の検索の索引を作りました。")
