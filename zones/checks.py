"""The way of the comprehensive zones, in the order of time; the codes of their municipalities."""

from collections.abc import Iterator
from itertools import pairwise

from kanagawa.checks.context import Context
from kanagawa.checks.rules import about
from kanagawa.formats.numbers import number
from kanagawa.organisation import organisation
from kanagawa.reports.declaration import Check, Finding

from .models import ComprehensiveZone, ZoneEvent, ZoneMunicipality


def _in_order(context: Context) -> Iterator[Finding]:
    for zone in context.rows.of(ComprehensiveZone):
        for before, event in pairwise(context.rows.children(zone, ZoneEvent)):
            if event.month < before.month:
                message = (
                    f"{zone} {event}：前の行（{before}）より古い年月です。並び順を直してください。"
                )
                yield about("zones.events", "warning", event, message, event.month, before.month)


def _plan_in_force(context: Context) -> Iterator[Finding]:
    """The text names the plan in force; the approval of that plan is among the events."""
    for zone in context.rows.of(ComprehensiveZone):
        events = context.rows.children(zone, ZoneEvent)
        term = f"第{number(zone.plan_term)}期"
        if events and not any(term in event.text for event in events):
            message = f"{zone}：総合特区計画（{term}）の認定が、指定等の経過にありません。"
            yield about("zones.plan", "warning", zone, message, zone.plan_term)


def _codes(context: Context) -> Iterator[Finding]:
    """A code is that of one municipality of this prefecture, whose first two digits it begins with.

    One that lies in several zones has the same code in each.
    """
    prefecture = organisation().local_government_code[:2]
    first: dict[str, ZoneMunicipality] = {}
    for row in context.rows.of(ZoneMunicipality):
        code = row.area_code
        other = first.setdefault(code, row)
        if code and other.name != row.name:
            message = (
                f"{row}：全国地方公共団体コード「{code}」が、{other}と同じです。"
                "どちらかを直してください。"
            )
        elif code and code[:2] != prefecture:
            message = (
                f"{row}：「{code}」は、ほかの都道府県の全国地方公共団体コードです。"
                f"{prefecture}で始まるコードを入力してください。"
            )
        else:
            continue
        yield about("zones.codes", "warning", row, message, code)


CHECKS = (
    Check("zones.events", "指定等の経過の順", _in_order, (ComprehensiveZone, ZoneEvent)),
    Check("zones.codes", "市町のコード", _codes, (ZoneMunicipality,)),
    Check("zones.plan", "計画の期と経過", _plan_in_force, (ComprehensiveZone, ZoneEvent)),
)
