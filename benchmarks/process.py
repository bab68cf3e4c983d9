"""A process of its own that runs one function of a benchmark and prints what it returns."""

import sys

SET_UP = "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'kanagawa.settings'); "


def command(module: str, call: str) -> list[str]:
    """The command line of `benchmarks.<module>.<call>` in a fresh interpreter."""
    run = f"django.setup(); import benchmarks.{module} as m; print(m.{call})"
    return [sys.executable, "-c", SET_UP + run]
