"""Writes docs/operations/settings.md: python docs/write_settings.py

Names, kinds and defaults are read from the code that reads them, the words from .env.example.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "operations" / "settings.md"
READ_BY = ("kanagawa/settings.py", "kanagawa/organisation.py")
KINDS = {
    "text": "文字列",
    "choice": "選ぶ",
    "boolean": "true か false",
    "integer": "整数",
    "words": "コンマで区切る",
    "hosts": "ホスト名をコンマで区切る",
    "sites": "サイトのアドレスをコンマで区切る",
    "site": "サイトのアドレス",
    "listening": "待ち受ける所",
    "path": "フォルダー",
    "secret": "秘密の値",
    "database": "アドレス（秘密）",
    "cache": "アドレス（秘密）",
    "mail": "アドレス（秘密）",
}
HEAD = """# 設定

環境変数で行います（systemd では `/etc/kanagawa/env`、手元では `.env`）。
空の値は「設定なし」と同じです。誤りは、動かすときにまとめて示します。
秘密の値は、名前の後ろに `_FILE` を付けた変数に、値を書いたファイルの名前を書いても渡せます。

この表はプログラムから作っています（`python docs/write_settings.py`）。

| 変数 | 種類 | 初期値 | 意味 |
|---|---|---|---|
"""


def settings() -> Iterator[tuple[str, str, str]]:
    """Name, kind and default (as the code writes it) of everything that is read."""
    seen: set[str] = set()
    for file in READ_BY:
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            of_env = isinstance(node.func.value, ast.Name) and node.func.value.id == "env"
            if of_env and node.func.attr in KINDS and node.args:
                name = str(ast.literal_eval(node.args[0]))
                if name not in seen:
                    seen.add(name)
                    yield name, node.func.attr, _default(node)


def _default(call: ast.Call) -> str:
    """The default where it is one for everybody; what depends on others is told in words."""
    given = [each.value for each in call.keywords if each.arg == "default"] or call.args[1:][-1:]
    try:
        value = ast.literal_eval(given[0]) if given else ""
    except ValueError:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def words() -> dict[str, str]:
    """Name → the comment above it in .env.example; names under one comment share it."""
    told: dict[str, str] = {}
    comment: list[str] = []
    fresh = True
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            comment = [*([] if fresh else comment), line.removeprefix("#").strip()]
            fresh = False
        elif match := re.match(r"([A-Z_]+)=", line):
            told[match[1]] = "".join(comment)
            fresh = True
        else:
            comment = []
    return told


def page() -> str:
    told = words()
    # The port is read by ./run alone, and one that nobody has described is a mistake.
    read = sorted(settings(), key=lambda setting: list(told).index(setting[0]))
    rows = [
        f"| `{name}` | {KINDS[kind]} | {f'`{default}`' if default else ''} | {told[name]} |"
        for name, kind, default in read
    ]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
