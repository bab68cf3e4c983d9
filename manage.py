#!/usr/bin/env python3
"""Django's command line for this project: python manage.py help"""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanagawa.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        # The text says what to put right; where in the code it was found helps nobody.
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(problem))
    except DatabaseError as problem:
        if "--traceback" in sys.argv:
            raise
        sys.exit(
            f"データベースを使えません（{str(problem).strip()}）。DATABASE_URL のデータベースが"
            "動いているか、プログラムの形に移したか（migrate）を確かめてください。"
        )
    except KeyboardInterrupt:
        sys.exit(130)
