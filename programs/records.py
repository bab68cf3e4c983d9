"""The record lists of the support of venture companies and the columns of its lists."""

from kanagawa.figures.columns import FigureColumn
from kanagawa.reports.columns import Column, Filter, ReferenceColumn
from kanagawa.reports.records import Records

from .models import Hub, Metric, Programme

HUBS = Records(
    "hubs",
    Hub,
    "支援拠点",
    (
        Column("name", head=True, link=True),
        Column("stage", filter=Filter()),
        Column("location"),
        Column("opened_on", filter=Filter()),
        Column("functions"),
        Column("operator"),
    ),
)

# The figures that the hubs' texts give; they stand on the hubs' pages.
HUB_FIGURES = (ReferenceColumn("hub", head=True), Column("name"), FigureColumn(label="数値"))

PROGRAMMES = Records(
    "programmes",
    Programme,
    "支援プログラム",
    (
        Column("name", head=True, link=True),
        Column("stage", filter=Filter()),
        Column("description"),
    ),
)

METRICS = Records(
    "metrics",
    Metric,
    "実施状況の指標",
    (
        Column("name", link=True),
        Column("sub_name"),
        ReferenceColumn("programme", filter=Filter()),
        Column("unit"),
        Column("is_cumulative", filter=Filter()),
    ),
)

RECORDS = (HUBS, PROGRAMMES, METRICS)
