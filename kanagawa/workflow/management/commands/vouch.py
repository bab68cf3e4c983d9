from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from kanagawa.workflow.vouching import vouch


class Command(BaseCommand):
    help = (
        "アカウントが本人のものであることを記録します。画面で確かめられる人がまだいないとき"
        "（使い始めなど）に、サーバーを管理する人が使います。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="利用者名")

    def handle(self, *args: object, username: str, **options: object) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"利用者名「{username}」の人はいません。")
        vouch(user, by=None)
        self.stdout.write(f"{username}が本人であることを記録しました。")
