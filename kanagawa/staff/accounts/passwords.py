"""Passwords that are long and still guessed first: common ones put together, names, patterns."""

import re
import unicodedata
from functools import cache
from itertools import pairwise

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

# What a stranger tries first at this site; taken out of a password, enough must be left.
SITE_WORDS = ("kanagawa", "神奈川", "かながわ", "password", "パスワード", "admin", "demo", "report")
LEAST_LEFT = 8
MOST_COMMON_WORDS = 3
# Sentences that every list of passwords has, without their spaces.
FAMOUS = (
    "correcthorsebatterystaple",
    "thequickbrownfoxjumpsoverthelazydog",
    "maytheforcebewithyou",
    "tobeornottobethatisthequestion",
    "いろはにほへとちりぬるを",
)
# So much is looked at: the work grows with the square of it.
_LOOKED_AT = 128
# Characters that follow each other: typed along a row, or counted up.
_RUNS = (
    "0123456789",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "あいうえおかきくけこさしすせそたちつてとなにぬねの",
)
_PAIRS = {pair for run in _RUNS for way in (run, run[::-1]) for pair in pairwise(way)}
# As much of a password as may follow a pattern.
MOST_PREDICTABLE = 0.6


class NotOfCommonWords:
    """Refuse what is made of a few of the 20,000 most common passwords, and of nothing else."""

    def validate(self, password: str, user: User | None = None) -> None:
        text = _folded(password)
        words = _common_words_in(text)
        is_famous = any(sentence in re.sub(r"[\W_]", "", text) for sentence in FAMOUS)
        if is_famous or (words is not None and words <= MOST_COMMON_WORDS):
            raise ValidationError(
                "よく使われるパスワードをつないだだけです。関係のない言葉をいくつか並べてください。",
                code="password_of_common_words",
            )

    def get_help_text(self) -> str:
        return "よく使われるパスワードをつないだものは使えません。"


class NotOfNames:
    """Refuse what is little more than the person's own name or the words of this site."""

    def validate(self, password: str, user: User | None = None) -> None:
        fields = ("username", "last_name", "first_name", "email")
        names = [part for f in fields for part in _parts(getattr(user, f, "") or "")]
        rest = _folded(password)
        for word in sorted({*names, *SITE_WORDS}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(re.sub(r"[\W\d_]", "", rest)) < LEAST_LEFT and rest != _folded(password):
            raise ValidationError(
                "氏名・利用者名や、このサイトの言葉がほとんどです。"
                "関係のない言葉をいくつか並べてください。",
                code="password_of_names",
            )

    def get_help_text(self) -> str:
        return "氏名や利用者名、このサイトの言葉に数字や記号を足しただけのものは使えません。"


class NotOfPatterns:
    """Refuse repetition, counting up or down and runs on the keyboard."""

    def validate(self, password: str, user: User | None = None) -> None:
        text = _folded(password)
        if _is_repetition(text) or _predictable(text) > MOST_PREDICTABLE:
            raise ValidationError(
                "同じ文字の繰返しや、順番どおりの文字・数字、キーボードの並びがほとんどです。",
                code="password_of_patterns",
            )

    def get_help_text(self) -> str:
        return "繰返し、順番どおりの文字や数字、キーボードの並びは使えません。"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:_LOOKED_AT]).casefold()


def _parts(name: str) -> list[str]:
    """A name and its words, as far as they are long enough to tell anything."""
    words = re.split(r"[\W_]+", _folded(name))
    every = (_folded(name), "".join(words), *words)
    return [word for word in every if len(word) >= (3 if word.isascii() else 2)]


@cache
def _common() -> frozenset[str]:
    return frozenset(word for word in CommonPasswordValidator().passwords if len(word) >= 4)


def _common_words_in(text: str) -> int | None:
    """The fewest common passwords that make up the whole text; None when they do not.

    Digits and signs at its end are left out.
    """
    text = re.sub(r"[\W\d_]+$", "", text) or text
    fewest: dict[int, int] = {0: 0}
    for end in range(1, len(text) + 1):
        ways = [n + 1 for start, n in fewest.items() if text[start:end] in _common()]
        if ways:
            fewest[end] = min(ways)
    return fewest.get(len(text))


def _is_repetition(text: str) -> bool:
    """Whether a piece of at most half the length, again and again, gives the text."""
    return any(
        text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1)
    )


def _predictable(text: str) -> float:
    """The share of characters that follow from the one before."""
    pairs = list(pairwise(text))
    following = sum(one == other or (one, other) in _PAIRS for one, other in pairs)
    return following / max(len(pairs), 1)
