from django.core.management.base import BaseCommand

from kanagawa.workflow.updates import carry_decisions


class Command(BaseCommand):
    help = (
        "プログラムの更新のあと、内容の変わっていない提出と承認を、そのまま有効にします。"
        "更新のたびに、移行のあと、サーバーを動かす前に実行します。"
    )

    def handle(self, *args: object, **options: object) -> None:
        outcomes = carry_decisions()
        for outcome in outcomes:
            self.stdout.write(str(outcome))
        if not outcomes:
            self.stdout.write("更新で変わった提出・承認はありません。")
