from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

NAME, PASSWORD = "demo", "kanagawa-demo-2025"


class Command(BaseCommand):
    help = "お試し用の職員アカウントを作り、名前とパスワードを表示します（本番では使いません）。"

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()._default_manager
        if not users.filter(username=NAME).exists():
            users.create_superuser(username=NAME, password=PASSWORD)  # type: ignore[attr-defined]
        self.stdout.write(f"職員用画面：名前 {NAME}、パスワード {PASSWORD}")
