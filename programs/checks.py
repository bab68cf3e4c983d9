"""Bounds for what the hubs and programmes report."""

from kanagawa.checks.rules import at_most

from .models import HubFigure, MetricFigure

# The largest of 令和７年度 are 1,000 members, 726 participants, 100 messages, 33 seats.
_MOST = {"名": 10_000, "者": 10_000, "件": 1000, "回": 1000, "席": 500}

CHECKS = (at_most("programs.most", "実施状況の数値の上限", (HubFigure, MetricFigure), _MOST),)
