"""Number formats that a file names by their number alone, as Excel in Japan shows them.

From ECMA-376, part 1, 18.8.30 (ja-jp). openpyxl takes the days for 「標準」 and ¥ for $.
"""

_DAY, _LONG_DAY = "[$-411]ge.m.d", '[$-411]ggge"年"m"月"d"日"'
_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
JAPANESE_DAYS = {
    27: _DAY,
    28: _LONG_DAY,
    29: _LONG_DAY,
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    34: _MONTH,
    35: _MONTH_DAY,
    36: _DAY,
    50: _DAY,
    51: _LONG_DAY,
    52: _MONTH,
    53: _MONTH_DAY,
    54: _LONG_DAY,
    55: _MONTH,
    56: _MONTH_DAY,
    57: _DAY,
    58: _LONG_DAY,
}
_YEN, _YEN_RIGHT = '"¥"#,##0', '_ "¥"* #,##0'
JAPANESE_FORMATS = JAPANESE_DAYS | {
    5: _YEN,
    6: _YEN,
    7: f"{_YEN}.00",
    8: f"{_YEN}.00",
    42: _YEN_RIGHT,
    44: f"{_YEN_RIGHT}.00",
}
