"""How gunicorn serves in production: gunicorn --config deploy/gunicorn.conf.py kanagawa.wsgi

All values are settings of the program, read from the environment (.env.example).
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import gunicorn.config

from kanagawa import settings

bind = settings.BIND
worker_class = "gthread"
workers = settings.WEB_CONCURRENCY
threads = settings.WEB_THREADS
timeout = settings.WEB_TIMEOUT
graceful_timeout = settings.WEB_GRACE
# Longer than the web server in front keeps its connections.
keepalive = 75
# The sign of life of a worker is a file; a disk that is busy must not look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # nosec B108: memory
# The web server in front reaches us through a socket of its own group.
umask = 0o007
# Newer versions keep a control socket in the home directory; it is not needed.
if any(known.name == "control_socket_disable" for known in gunicorn.config.KNOWN_SETTINGS):
    control_socket_disable = True

accesslog = "-" if settings.ACCESS_LOG else None
access_log_format = '%(h)s "%(r)s" %(s)s %(B)s %(M)sms "%(f)s" "%(a)s" %({x-request-id}o)s'
# The same lines as the program's own: for people, or JSON (LOG_FORMAT).
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {
        **settings.LOGGING["loggers"],
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
