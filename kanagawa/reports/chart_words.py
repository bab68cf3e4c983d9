"""What a chart shows in one sentence, for those who do not see it: computed, in printed numbers."""

from django.utils.translation import gettext

from .charts import ChartData, ChartPoint, ChartSeries
from .wording import said

_MANY = 3
_COMPARED = 2
Labelled = list[tuple[str, ChartPoint]]


def words_of(data: ChartData) -> str:
    """The largest and smallest, the change, whether the target is met. "" without a value."""
    if data.kind in ("targets", "line"):
        return _of_targets(data)
    if data.is_open:  # what is not known may be the largest
        return gettext("まだ分からない値があります。図は、値のあるものだけを示しています。")
    if data.kind in ("bars", "years") and len(data.series) > 1:
        return _of_change(data)
    return _of_parts(data)


def _labelled(data: ChartData, series: ChartSeries) -> Labelled:
    pairs = zip(data.labels, series.points, strict=True)
    return [(label, point) for label, point in pairs if point is not None]


def _printed(data: ChartData, point: ChartPoint) -> str:
    return f"{point.text}{data.unit_of(point)}{gettext('（見込）') if point.is_forecast else ''}"


def _of_parts(data: ChartData) -> str:
    points = sorted(_labelled(data, data.series[-1]), key=lambda pair: -pair[1].value)
    if not points:
        return ""
    (most, largest), (least, smallest) = points[0], points[-1]
    sentence = said("最も大きいのは{label}の{value}", label=most, value=_printed(data, largest))
    if len(points) > _MANY - 1:
        second, value = points[1]
        sentence += said("、次は{label}の{value}", label=second, value=_printed(data, value))
    if len(points) > 1:
        value_text = _printed(data, smallest)
        sentence += said("、最も小さいのは{label}の{value}", label=least, value=value_text)
    return sentence + gettext("です。")


def _of_targets(data: ChartData) -> str:
    """The latest actual, its target, and how it changed within its plan period."""
    actuals = [n for n, point in enumerate(data.series[0].points) if point is not None]
    if not actuals:
        last = _labelled(data, data.series[1])[-1]
        value = _printed(data, last[1])
        return said("実績はまだなく、目標は{label}に{value}です。", label=last[0], value=value)
    at = actuals[-1]
    actual, target = data.series[0].points[at], data.series[1].points[at]
    assert actual is not None
    newest = {"label": data.labels[at], "value": _printed(data, actual)}
    if target is None:
        sentence = said("最新の実績は{label}の{value}です", **newest)
    else:
        met = "最新の実績は{label}の{value}で、目標の{target}に達しました"
        missed = "最新の実績は{label}の{value}で、目標の{target}に達していません"
        is_met = actual.value >= target.value
        sentence = said(met if is_met else missed, **newest, target=_printed(data, target))
    before = data.series[0].points[at - 1] if at and _same_group(data, at - 1, at) else None
    if before is not None:
        earlier = {"label": data.labels[at - 1], "value": _printed(data, before)}
        sentence += said(_change(before, actual), **earlier)
    return sentence + gettext("。")


def _same_group(data: ChartData, first: int, second: int) -> bool:
    return not data.groups or data.groups[first] == data.groups[second]


def _change(before: ChartPoint, after: ChartPoint) -> str:
    if after.value == before.value:
        return "。{label}の{value}から変わっていません"
    if after.value > before.value:
        return "。{label}の{value}から増えました"
    return "。{label}の{value}から減りました"


def _of_change(data: ChartData) -> str:
    """Which labels have more and which less than before; a year not over is not compared."""
    over = [s for s in data.series if not any(point and point.is_partial for point in s.points)]
    sentence = _largest(data)
    if len(over) < _COMPARED:
        return sentence
    before, after = over[-_COMPARED:]
    more: list[str] = []
    less: list[str] = []
    for label, old, new in zip(data.labels, before.points, after.points, strict=True):
        if old is None or new is None or old.value == new.value:
            continue
        (more if new.value > old.value else less).append(label)
    for names, pattern in (
        (more, "{after}が{before}より多いのは{listed}です。"),
        (less, "{after}が{before}より少ないのは{listed}です。"),
    ):
        if names:
            listed = gettext("、").join(names)
            if len(names) > _MANY:
                listed = said("{count}項目", count=str(len(names)))
            sentence += said(pattern, after=after.name, before=before.name, listed=listed)
    return sentence


def _largest(data: ChartData) -> str:
    """The largest value of the last series that has one."""
    for series in reversed(data.series):
        points = _labelled(data, series)
        if points:
            label, point = max(points, key=lambda pair: pair[1].value)
            words = {"series": series.name, "label": label, "value": _printed(data, point)}
            return said("{series}で最も大きいのは{label}の{value}です。", **words)
    return ""
