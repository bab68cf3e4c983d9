"""The change sheet that staff download, read by exceljs and SheetJS: the rows of the page."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.urls import reverse

from kanagawa.figures.kinds import Kind, Status
from kanagawa.workflow.snapshots import Present, look_at
from robots.models import Robot, RobotIndicatorFigure
from tests.people import signed_in
from tests.workflow.test_pages import url_of

from .test_other_programs import read

pytestmark = [pytest.mark.office, pytest.mark.sample]
SHEETS = {"look": "前に見た時から", "published": "公開版との違い"}
Row = tuple[str, ...]


def plain(text: str) -> str:
    """Without line breaks, and without what the page writes where the file has an empty cell."""
    together = "".join(text.split())
    return "" if together in ("－", "（削除）") else together


def words(cell: Tag | None) -> str:
    return plain(cell.get_text() if cell else "")


def decided(table: Tag) -> list[Row]:
    """Place, name, before, target, now and difference of each row that somebody decided."""
    rows = []
    for body in table.find_all("tbody"):
        where = words(body.th)
        for line in body.find_all("tr"):
            cells = {str(td.get("data-label")): words(td) for td in line.find_all("td")}
            name = words(line.select_one(".name")) or "文"
            numbers = [cells.get(label, "") for label in ("前年・公開版", "目標", "いま", "差")]
            rows.append((where, name, *numbers))
    return sorted(rows)


def moved(section: Tag) -> list[Row]:
    """Place, kind, old, new and difference of each row that moved by itself."""
    rows = []
    for line in section.select("table.moved tbody tr"):
        kind, *others = line.find_all("td")
        act = "の".join(plain(text) for text in kind.stripped_strings)
        rows.append((words(line.th), act, *map(words, others[:3])))
    return sorted(rows)


def lines_of(sheet: dict[str, Any]) -> list[list[str]]:
    """The lines below the head, each value as text; "" where a cell is empty."""
    numbers = sorted({int(at.lstrip("ABCDEFGHIJ")) for at in sheet})[1:]
    return [[plain(str(sheet.get(f"{c}{n}", ""))) for c in "ABCDEFGHIJ"] for n in numbers]


def decided_in(sheet: dict[str, Any]) -> list[Row]:
    """The same of the file, which has the foretold value and the percentage in their own cells."""
    rows = []
    for where, name, before, target, foretold, now, by, percent, *_ in lines_of(sheet):
        before = before.replace("（前年）", "前年") + (f"前の見込{foretold}" if foretold else "")
        rows.append((where, name, before, target, now, by + (f"（{percent}）" if percent else "")))
    return sorted(rows)


def moved_in(sheet: dict[str, Any]) -> list[Row]:
    return sorted(tuple(line[:5]) for line in lines_of(sheet))


def change(draft: Any, user: Any, name: str) -> None:
    """Figures that have targets and a text, which other places print, too."""
    figures = RobotIndicatorFigure.objects.filter(edition=draft, kind=Kind.ACTUAL)
    robot = Robot.objects.filter(edition=draft).first()
    for figure in figures:
        figure.value = (figure.value or 0) + 3
        figure.status = Status.VALUE
    robot.name = name
    for row in (*figures, robot):
        row._history_user = user
        row.save()


def test_other_programs_read_the_rows_that_the_page_shows(draft, office, tmp_path):
    user = office.superuser
    change(draft, user, "一度目")
    look_at(Present(draft), "robots", user)
    change(draft, user, "=1+1\n<二度目>")
    client = signed_in(user)
    page = BeautifulSoup(client.get(url_of(draft, "robots")).content, "html.parser")
    sheet = client.get(reverse("admin:review_sheet", args=[draft.pk, "robots", "xlsx"]))
    for reader, by_name in read({"changes": sheet.content}, tmp_path).items():
        sheets = by_name["changes"]["sheets"]
        for key, name in SHEETS.items():
            section = page.select_one(f"#{key}")
            rows = decided(section.select_one(".decided"))
            assert decided_in(sheets[name]) == rows and len(rows) > 2, (reader, name)
            assert moved_in(sheets.get(f"{name}（連動）", {})) == moved(section), (reader, name)
    assert any(target for _, _, _, target, _, _ in decided(page.select_one("#look .decided")))
    assert moved(page.select_one("#published"))
