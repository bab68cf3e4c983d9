"""Hostile and unsuitable files are refused with words, quickly and in little memory."""

import random
import tracemalloc
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanagawa.entry.unsafe_files import UnsafeFile, require_workbook

from .hostile import HOSTILE, changed, good, with_sheet


def test_a_plain_workbook_is_taken():
    require_workbook(good())


def test_a_link_that_a_cell_shows_is_harmless():
    link = '<Relationship Id="r" Type="x/hyperlink" Target="https://a" TargetMode="External"/>'
    require_workbook(changed(good(), {"xl/worksheets/_rels/sheet1.xml.rels": f"<a>{link}</a>"}))


def test_a_picture_is_harmless():
    require_workbook(changed(good(), {"xl/media/image1.png": b"\x89PNG\r\n" + bytes(range(256))}))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_words_in_no_time_and_little_memory(name: str):
    make, words = HOSTILE[name]
    content = make()
    start = process_time()
    with pytest.raises(UnsafeFile) as refused:
        require_workbook(content)
    seconds = process_time() - start
    assert words in str(refused.value)
    assert str(refused.value).endswith("。")
    assert seconds < 3
    tracemalloc.start()  # by itself: it makes everything slower
    with pytest.raises(UnsafeFile):
        require_workbook(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 2**20


@given(st.binary(max_size=400), st.booleans())
def test_bytes_at_random_are_refused(content: bytes, is_zip: bool):
    with pytest.raises(UnsafeFile):
        require_workbook(b"PK\x03\x04" + content if is_zip else content)


@given(st.integers(0, 2**32), st.integers(1, 40))
def test_a_file_with_broken_bytes_is_taken_or_refused_with_words(seed: int, count: int):
    draw = random.Random(seed)
    content = bytearray(good())
    for _ in range(count):
        content[draw.randrange(len(content))] = draw.randrange(256)
    try:
        require_workbook(bytes(content))
    except UnsafeFile as error:
        assert str(error).endswith("。")


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_a_file_cut_off_anywhere_is_refused(cut: int):
    with pytest.raises(UnsafeFile):
        require_workbook(good()[: len(good()) * cut // 100])


def test_what_uses_the_limits_up_is_taken_in_little_memory():
    content = with_sheet("<sheetData>" + "<c/>" * 190_000 + "</sheetData>")
    tracemalloc.start()
    require_workbook(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * 2**20
