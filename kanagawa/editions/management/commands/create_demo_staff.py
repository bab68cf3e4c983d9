from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

NAME, PASSWORD = "demo", "kanagawa-demo-2025"


class Command(BaseCommand):
    help = "お試し用の職員アカウントを作り、名前とパスワードを表示します（本番では使えません）。"

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "本番ではお試し用アカウントを作れません。createsuperuser を使ってください。"
            )
        if not User.objects.filter(username=NAME).exists():
            User.objects.create_superuser(username=NAME, password=PASSWORD)
        self.stdout.write(f"職員用画面：名前 {NAME}、パスワード {PASSWORD}")
