"""Draw the data model into docs/data-model.svg: `./run manage shell < docs/draw_data_model.py`.

Needs Graphviz (Debian: graphviz). The picture names every model and every reference between them;
tests/test_docs.py fails when it no longer does.
"""

import subprocess
from html import escape
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, OneToOneField

OUT = Path(settings.BASE_DIR) / "docs" / "data-model.svg"
GROUPS = [
    ["editions"],
    ["workflow", "entry", "inquiries"],
    *([section] for section in settings.REPORT_SECTIONS),
    ["own_tables"],
]
COLOURS = ["#e8f1fe", "#fff3cd", "#eef7ee", "#f5eefa", "#fdeeee", "#eaf6f6", "#f4f4ea", "#eef2f4"]

NOTES = [
    'row [shape="note" fillcolor="#ffffff" fontsize="10" label="EditionRow（すべての行）\\l'
    'edition・key・position\\l版をまたいで同じものは同じ key\\l変更はすべて履歴に残る\\l"];',
    'figure [shape="note" fillcolor="#ffffff" fontsize="10" label="FigureRow（数値の行）\\l'
    "kind（目標値・実績値・見込…）\\lvalue または status（値がない理由）\\l"
    'period・as_of・as_of_wording・note\\l"];',
]


def models_of(labels: list[str]) -> list[Any]:
    found = [m for label in labels for m in apps.get_app_config(label).get_models()]
    return [m for m in found if not m.__name__.startswith("Historical")]


def node(model: Any) -> str:
    name, words = model.__name__, escape(str(model._meta.verbose_name))
    label = f"<<B>{name}</B><BR/><FONT POINT-SIZE='9'>{words}</FONT>>"
    return f'"{model._meta.label}" [label={label}];'


def edges(model: Any, drawn: set[Any]) -> list[str]:
    lines = []
    for field in model._meta.concrete_fields:
        if not isinstance(field, ForeignKey | OneToOneField) or field.related_model not in drawn:
            continue
        if field.name == "edition":  # see below
            continue
        style = ' style="dashed"' if field.null else ""
        there = field.related_model._meta.label
        lines.append(f'"{model._meta.label}" -> "{there}" [label="{field.name}"{style}];')
    return lines


def dot() -> str:
    drawn = {model for labels in GROUPS for model in models_of(labels)}
    parts = [
        "digraph {",
        'rankdir="LR"; nodesep="0.12"; ranksep="0.5"; fontname="sans-serif"; compound="true";',
        'node [shape="box" style="filled,rounded" fillcolor="white" fontname="sans-serif" '
        'fontsize="11" margin="0.08,0.04"];',
        'edge [fontname="sans-serif" fontsize="8" color="#666666" arrowsize="0.6"];',
    ]
    for labels, colour in zip(GROUPS, COLOURS, strict=True):
        title = "・".join(str(apps.get_app_config(label).verbose_name) for label in labels)
        rows = models_of(labels)
        parts += [
            f'subgraph "cluster_{labels[0]}" {{',
            f'label="{title}（{" ".join(labels)}）"; bgcolor="{colour}";',
            'color="#949494"; fontsize="13";',
            *map(node, rows),
            *(NOTES if labels == ["editions"] else []),
            "}",
        ]
    for labels in GROUPS:
        parts += [line for model in models_of(labels) for line in edges(model, drawn)]
    # Every row and every piece of work belongs to an edition: one arrow for each group.
    for labels in GROUPS[1:]:
        start = models_of(labels)[0]._meta.label
        parts.append(
            f'"{start}" -> "editions.Edition" [ltail="cluster_{labels[0]}" label="edition" '
            'penwidth="2" color="#0017c1"];'
        )
    return "\n".join([*parts, "}"])


subprocess.run(["dot", "-Tsvg", "-o", str(OUT)], input=dot().encode(), check=True)
