"""What a chart shows in one sentence, for those who do not see it: computed, in printed numbers."""

from .charts import ChartData, ChartPoint, ChartSeries

_MANY = 3
_COMPARED = 2
Labelled = list[tuple[str, ChartPoint]]


def words_of(data: ChartData) -> str:
    """The largest and smallest, the change, whether the target is met. "" without a value."""
    if data.kind in ("targets", "line"):
        return _of_targets(data)
    if data.kind in ("bars", "years") and len(data.series) > 1:
        return _of_change(data)
    return _of_parts(data)


def _labelled(data: ChartData, series: ChartSeries) -> Labelled:
    pairs = zip(data.labels, series.points, strict=True)
    return [(label, point) for label, point in pairs if point is not None]


def _printed(data: ChartData, point: ChartPoint) -> str:
    unit = "" if not point.text[-1:].isdigit() else data.unit
    return f"{point.text}{unit}{'（見込）' if point.is_forecast else ''}"


def _of_parts(data: ChartData) -> str:
    points = sorted(_labelled(data, data.series[-1]), key=lambda pair: -pair[1].value)
    if not points:
        return ""
    (most, largest), (least, smallest) = points[0], points[-1]
    sentence = f"最も大きいのは{most}の{_printed(data, largest)}"
    if len(points) > _MANY - 1:
        sentence += f"、次は{points[1][0]}の{_printed(data, points[1][1])}"
    if len(points) > 1:
        sentence += f"、最も小さいのは{least}の{_printed(data, smallest)}"
    return f"{sentence}です。"


def _of_targets(data: ChartData) -> str:
    """The latest actual, its target, and how it changed within its plan period."""
    actuals = [n for n, point in enumerate(data.series[0].points) if point is not None]
    if not actuals:
        last = _labelled(data, data.series[1])[-1]
        return f"実績はまだなく、目標は{last[0]}に{_printed(data, last[1])}です。"
    at = actuals[-1]
    actual, target = data.series[0].points[at], data.series[1].points[at]
    assert actual is not None
    sentence = f"最新の実績は{data.labels[at]}の{_printed(data, actual)}"
    if target is not None:
        met = "達しました" if actual.value >= target.value else "達していません"
        sentence += f"で、目標の{_printed(data, target)}に{met}"
    else:
        sentence += "です"
    before = data.series[0].points[at - 1] if at and _same_group(data, at - 1, at) else None
    if before is not None:
        change = _change(before, actual)
        sentence += f"。{data.labels[at - 1]}の{_printed(data, before)}から{change}"
    return f"{sentence}。"


def _same_group(data: ChartData, first: int, second: int) -> bool:
    return not data.groups or data.groups[first] == data.groups[second]


def _change(before: ChartPoint, after: ChartPoint) -> str:
    if after.value == before.value:
        return "変わっていません"
    return "増えました" if after.value > before.value else "減りました"


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
    for names, verb in ((more, "多い"), (less, "少ない")):
        if names:
            listed = "、".join(names) if len(names) <= _MANY else f"{len(names)}項目"
            sentence += f"{after.name}が{before.name}より{verb}のは{listed}です。"
    return sentence


def _largest(data: ChartData) -> str:
    """The largest value of the last series that has one."""
    for series in reversed(data.series):
        points = _labelled(data, series)
        if points:
            label, point = max(points, key=lambda pair: pair[1].value)
            return f"{series.name}で最も大きいのは{label}の{_printed(data, point)}です。"
    return ""
