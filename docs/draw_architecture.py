"""Draw the layers and the way of one figure: `.venv/bin/python docs/draw_architecture.py`.

The layers are those of the import contract in pyproject.toml; tests/test_docs.py fails when the
picture no longer names them.
"""

import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "architecture.svg"
WIDTH, HEIGHT, LINE = 980, 756, 46

# What each layer is for, as the boxes say it.
TITLES = {
    "kanagawa.urls": "アドレス",
    "REPORT_SECTIONS": "節：モデル・表の宣言・一覧・検査",
    "kanagawa.public": "公開ページ",
    "kanagawa.staff": "職員用画面",
    "kanagawa.inquiries": "照会と期限のお知らせ",
    "kanagawa.entry": "打たれた値の読取りと書込み",
    "kanagawa.workflow": "役割・決裁・公開の手順",
    "kanagawa.checks": "検査",
    "kanagawa.own_tables": "担当者が作る表",
    "kanagawa.figures": "数値の行と指標",
    "kanagawa.editions": "年度版・目次・控え・引継ぎ",
    "kanagawa.history": "変更の記録",
    "kanagawa.reports": "Grid・文章・形式ごとの書き手",
    "kanagawa.events": "１つのログ",
    "kanagawa.people": "人の型",
    "kanagawa.formats": "元号・数・番号の印字と読取り",
}
# The way of one figure: what happens, and the layer where it does.
STEPS = [
    ("１ 打つ", "kanagawa.staff"),
    ("２ 読み取る", "kanagawa.entry"),
    ("３ 行に書き、履歴を残す", "kanagawa.entry"),
    ("４ 確かめる", "kanagawa.checks"),
    ("５ 提出・承認する", "kanagawa.workflow"),
    ("６ 公開し、控えを取る", "kanagawa.editions"),
    ("７ Gridにして書く", "kanagawa.reports"),
    ("８ ページとファイル", "kanagawa.public"),
]


def layers() -> list[list[str]]:
    """The layers of the contract from the top, each with what stands side by side in it."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    rows = next(c["layers"] for c in contracts if c["type"] == "report_layers")
    return [[n for n in row.split(" | ") if not n.startswith("(")] for row in rows]


def box(x: float, y: float, width: float, name: str) -> str:
    words = f'<tspan font-weight="bold">{escape(name.removeprefix("kanagawa."))}</tspan>'
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="36" rx="6" '
        'fill="#e8f1fe" stroke="#0017c1"/>'
        f'<text x="{x + 12}" y="{y + 23}">{words}　{escape(TITLES[name])}</text>'
    )


def step(number: int, text: str, layer: str) -> str:
    y = 70 + number * 74
    where = f'<tspan fill="#7a5b00" dx="10">{escape(layer.removeprefix("kanagawa."))}</tspan>'
    return (
        f'<rect x="660" y="{y}" width="300" height="44" rx="22" fill="#fff3cd" stroke="#7a5b00"/>'
        f'<text x="810" y="{y + 28}" text-anchor="middle">{escape(text)}{where}</text>'
    )


def svg() -> str:
    parts = []
    for number, names in enumerate(layers()):
        y, width = 70 + number * (LINE + 10), 580 / len(names) - 6
        for place, name in enumerate(names):
            parts.append(box(20 + place * (width + 12), y, width, name))
    for number, (text, layer) in enumerate(STEPS):
        parts.append(step(number, text, layer))
        if number:
            y = 70 + number * 74
            parts.append(f'<path d="M810 {y - 30} V{y}" stroke="#333" marker-end="url(#a)"/>')
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" \
font-family="'Noto Sans JP','Noto Sans CJK JP',sans-serif" font-size="14" role="img" \
aria-labelledby="t d">
<title id="t">層と、１つの数値の道</title>
<desc id="d">左は層で、上が下を使う。右は、打たれた数値がページとファイルになるまで。</desc>
<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" \
orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="#333"/></marker></defs>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>
<text x="20" y="44" font-size="18" font-weight="bold">層（上が下を使う）</text>
<text x="660" y="44" font-size="18" font-weight="bold">１つの数値の道</text>
{chr(10).join(parts)}
</svg>
"""


if __name__ == "__main__":
    OUT.write_text(svg(), encoding="utf-8")
