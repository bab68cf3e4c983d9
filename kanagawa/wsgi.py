"""Entry point for the application server: gunicorn kanagawa.wsgi"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanagawa.settings")
django_application = get_wsgi_application()

# Imported only now: they read the settings.
from kanagawa.middleware import readable_content_type  # noqa: E402
from kanagawa.starting import limit_waiting, refuse_unsafe_start  # noqa: E402

limit_waiting()
refuse_unsafe_start()
application = readable_content_type(django_application)
