"""Entry point for the application server: gunicorn kanagawa.wsgi"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanagawa.settings")
application = get_wsgi_application()
