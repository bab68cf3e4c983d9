"""Lines of a table that staff make are put in order by keyboard and by dragging."""

from pathlib import Path

from playwright.sync_api import Page, expect

SCRIPT = Path("kanagawa/static/kanagawa/line_order.js").read_text(encoding="utf-8")
# As the screen of an own table has its rows: two that are stored, a new one, the empty form.
LINE = """<tr class="form-row {kind}" id="rows-{n}"><td class="original"></td>
<td class="field-label"><input value="{name}"></td>
<td><input name="rows-{n}-position" value="{position}"></td></tr>"""
LINES = (
    ("has_original", "甲", "10"),
    ("has_original", "乙", "20"),
    ("", "丙", ""),
    ("empty-form", "", ""),
)


def shown(page: Page) -> None:
    lines = "".join(
        LINE.format(kind=kind, n=n, name=name, position=position)
        for n, (kind, name, position) in enumerate(LINES)
    )
    page.set_content(
        f"<!doctype html><script>{SCRIPT}</script><main id='content-main'>"
        f"<div class='inline-group'><table><tbody>{lines}</tbody></table></div></main>"
    )


def order(page: Page) -> list[tuple[str, str]]:
    """Name and number of each line from above."""
    lines = page.locator("tr.form-row:not(.empty-form)").all()
    return [
        (line.locator(".field-label input").input_value(), line.locator("input").last.input_value())
        for line in lines
    ]


def test_arrow_keys_and_dragging_put_lines_in_order(page: Page) -> None:
    shown(page)
    handle = page.get_by_role("button", name="並べ替え（上下の矢印キー）：乙")
    handle.press("ArrowUp")
    assert [name for name, _ in order(page)] == ["乙", "甲", "丙"]
    numbers = [int(number) for _, number in order(page)]
    assert numbers == sorted(set(numbers))  # the server puts them in this order
    expect(page.get_by_role("status")).to_contain_text("「乙」を1番目に移しました")
    expect(handle).to_be_focused()
    handle.press("ArrowUp")  # at the top already
    assert [name for name, _ in order(page)] == ["乙", "甲", "丙"]
    page.get_by_role("button", name="：丙").drag_to(page.locator("#rows-1"))
    assert [name for name, _ in order(page)] == ["丙", "乙", "甲"]
    assert [int(number) for _, number in order(page)] == sorted(
        int(number) for _, number in order(page)
    )
