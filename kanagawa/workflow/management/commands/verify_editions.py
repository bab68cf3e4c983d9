from django.core.management.base import BaseCommand, CommandError

from kanagawa.workflow.verifying import verify


class Command(BaseCommand):
    help = "公開済みのすべての年度版を、公開したときのハッシュ値と照らし合わせます。"

    def handle(self, *args: object, **options: object) -> None:
        verification = verify()
        if verification.problems:
            for problem in verification.problems:
                self.stderr.write(problem)
            raise CommandError(
                f"公開したときと違うところが{len(verification.problems)}件あります。"
                "バックアップから戻してください。"
            )
        self.stdout.write(f"公開済みの{verification.editions}版は、すべて公開したときのままです。")
