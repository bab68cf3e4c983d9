from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kanagawa.workflow.verifying import verify


class Command(BaseCommand):
    help = "公開済みのすべての年度版を、公開したときのハッシュ値と照らし合わせます。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify()
        if found.problems:
            for problem in found.problems:
                self.stderr.write(problem)
            raise CommandError(
                f"公開したときと違うところが{len(found.problems)}件あります。"
                "バックアップから戻してください。"
            )
        self.stdout.write(f"公開済みの{found.editions}版は、すべて公開したときのままです。")
