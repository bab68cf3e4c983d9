"""All settings. What differs from place to place comes from the environment (.env.example)."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django_stubs_ext
from django.core.management.utils import get_random_secret_key

from kanagawa.environment import Environment
from kanagawa.organisation import read_organisation

# Django's classes that its type stubs know as generic can be written so: ModelForm[Edition].
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ, BASE_DIR)

# --- where it runs -------------------------------------------------------------------------
# Development answers to this machine only, so a server that was started without any setting
# can be reached by nobody else.
PRODUCTION = env.choice("DJANGO_ENV", ["development", "production"], "development") == "production"
DEBUG = env.boolean("DEBUG", default=False)
HTTPS = env.boolean("HTTPS", default=PRODUCTION)
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "var")
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", default=[] if PRODUCTION else LOCAL_HOSTS)
CSRF_TRUSTED_ORIGINS = env.sites("CSRF_TRUSTED_ORIGINS")


def local_secret_key(path: Path) -> str:
    """A key of this machine, made once and kept, readable by its owner only."""
    if not path.exists():
        # Written aside and linked: two servers that start together end up with one key.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(get_random_secret_key())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")


SECRET_KEY = env.secret("SECRET_KEY")
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    env.error("SECRET_KEY", "本番では必要です。50文字以上の無作為な文字列にしてください。")
if PRODUCTION and not ALLOWED_HOSTS:
    env.error("ALLOWED_HOSTS", "本番では必要です。公開するホスト名を書いてください。")
if PRODUCTION and "*" in ALLOWED_HOSTS:
    env.error("ALLOWED_HOSTS", "「*」は使えません。公開するホスト名を書いてください。")
if PRODUCTION and DEBUG:
    env.error("DEBUG", "本番では使えません。この行を消してください。")

# --- data ----------------------------------------------------------------------------------
DATA_ADDRESS = quote(str(DATA_DIR))
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_ADDRESS}/kanagawa.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES: dict[str, dict[str, Any]] = {
    # shared by all worker processes
    "default": env.cache("CACHE_URL", f"file:///{DATA_ADDRESS}/cache"),
    # published pages, kept in each process under the hash of their edition
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# --- what it is made of --------------------------------------------------------------------
REPORT_SECTIONS = ["robots", "programs", "investment", "international", "zones"]
# Who builds all public pages and files of an edition before it is published.
PUBLICATION_PROOF = "kanagawa.public.proof.unbuildable"
# Who had a hand in what was entered besides those who saved it, asked before an approval.
ALSO_ENTERED_BY = "kanagawa.entry.uploads.uploaders"
# What makes and stores the files of published editions, asked after each round of publications.
FILE_STORE = "kanagawa.public.storing.store_files"
# What the watcher throws away once a day.
HOUSEKEEPING = [
    "kanagawa.staff.accounts.sessions.forget_ended_sessions",
    "kanagawa.staff.accounts.sign_in.forget_old_tries",
    "kanagawa.entry.uploads.forget_old_uploads",
    "kanagawa.workflow.deleted_drafts.forget_old_copies",
]
# So many days a deleted draft can be brought back.
DELETED_DRAFT_DAYS = env.integer("DELETED_DRAFT_DAYS", default=90, minimum=1)
# What writes and sends the mails that are due, asked by the watcher before it makes files.
MAIL_SENDER = "kanagawa.inquiries.sending.send_mails"
INSTALLED_APPS = [
    "kanagawa.editions",
    "kanagawa.history",
    "kanagawa.figures",
    "kanagawa.own_tables",
    "kanagawa.reports",
    "kanagawa.checks",
    "kanagawa.workflow",
    "kanagawa.entry",
    "kanagawa.inquiries",
    "kanagawa.public",
    "kanagawa.staff.apps.StaffConfig",
    *REPORT_SECTIONS,
    "simple_history",
    "django_tables2",
    "django_filters",
    "kanagawa.staff.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Of it only the second factor is used, and the sign-in through a directory; none of its pages.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "kanagawa.middleware.number_requests",
    "kanagawa.middleware.content_security_policy",
    "kanagawa.middleware.keep_nothing_of_staff",
    "kanagawa.overdue.end_overdue_requests",
    "django.middleware.security.SecurityMiddleware",
    # Before all that read the body or the query; those above touch the headers only.
    "kanagawa.middleware.refuse_unreadable_requests",
    "kanagawa.middleware.refuse_large_posts_of_strangers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kanagawa.middleware.repair_sent_texts",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kanagawa.staff.accounts.middleware.end_idle_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "kanagawa.urls"
WSGI_APPLICATION = "kanagawa.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "kanagawa" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kanagawa.organisation.in_templates",
                "kanagawa.public.discovery.in_templates",
            ],
        },
    },
]

# --- language and time ---------------------------------------------------------------------
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
# With it the year 2025 would print as 2,025.
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = "kanagawa.locale_formats"
LOCALE_PATHS = [BASE_DIR / "kanagawa" / "locale"]

# --- static files --------------------------------------------------------------------------
STATIC_URL = "static/"
# The staff's guide and its pictures, which staff read inside their screens.
GUIDE_DIR = BASE_DIR / "docs" / "guide"
STATICFILES_DIRS = [BASE_DIR / "kanagawa" / "static", ("guide", GUIDE_DIR / "images")]
# Development serves the files where they lie, so `collectstatic` is a step of production only.
STATIC_ROOT = env.path("STATIC_DIR", DATA_DIR / "static") if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- people --------------------------------------------------------------------------------
STAFF_PATH = "/staff/"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "kanagawa.workflow.roles.PasswordBackend",
    "kanagawa.workflow.roles.RoleBackend",
]
# Argon2 first: half the cost of PBKDF2 for the server and harder for a thief.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Long and not common; no rules of composition, no yearly change.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kanagawa.staff.accounts.passwords.NotOfCommonWords"},
    {"NAME": "kanagawa.staff.accounts.passwords.NotOfNames"},
    {"NAME": "kanagawa.staff.accounts.passwords.NotOfPatterns"},
]
# Whether who approves, publishes or administers has to have a second factor.
SECOND_FACTOR = env.choice(
    "SECOND_FACTOR", ["required", "optional"], "required" if PRODUCTION else "optional"
)
# So long after it was used last, decisions are taken without asking for it again.
SECOND_FACTOR_FRESH = timedelta(minutes=env.integer("SECOND_FACTOR_MINUTES", default=10, minimum=1))
# The directory of the prefecture (OpenID Connect); without an issuer nobody comes in through one.
OIDC_ISSUER = env.text("OIDC_ISSUER")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env.secret("OIDC_CLIENT_SECRET")
OIDC_TITLE = env.text("OIDC_TITLE", "県の共通アカウント")
# Group=role or group=role:section; who is in none of them does not come in.
OIDC_GROUPS = env.words("OIDC_GROUPS")
OIDC_GROUPS_CLAIM = env.text("OIDC_GROUPS_CLAIM", "groups")
MFA_ADAPTER = "kanagawa.workflow.factor_secrets.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# The limits are our own (kanagawa.staff.accounts.sign_in): they need no cache.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60  # one working day
# A session that nobody uses ends earlier; 0: not at all.
SESSION_IDLE = timedelta(minutes=env.integer("SESSION_IDLE_MINUTES", default=120))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kanagawa.public.errors.csrf_failure"

# --- protection ----------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# Name and shape of Django 6; kanagawa.middleware sends it until then.
SECURE_CSP = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
if HTTPS:
    SECURE_SSL_REDIRECT = True
    # Asked from beside the machine, past the server that speaks TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", default=365 * 24 * 60 * 60)
    # Browsers then ask every host below this one by TLS alone, also those of other offices.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.boolean("HSTS_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # The browser takes such a cookie from this very host over TLS only.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
if env.boolean("TRUST_FORWARDED_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours stand in front; the limit on sign-ins reads the client's address there.
PROXIES = env.integer("PROXIES", default=0)
PROXIES_DECLARED = bool(env.text("PROXIES"))
# An uploaded workbook goes to a file above 2.5 MB; forms are small but have many cells.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# More is not even read: Django would write all of it to the disk before any view may say no.
REQUEST_MAX_BYTES = 50 * 1024 * 1024
STRANGER_MAX_BYTES = 64 * 1024
# How many seconds a request waits for what others hold, and how long one statement may take; the
# commands of manage.py, which migrate and restore, have no such end.
DATABASE_WAIT = env.integer("DATABASE_WAIT", default=10, minimum=1)
DATABASE_STATEMENT = env.integer("DATABASE_STATEMENT", default=30, minimum=1)

# --- mail ----------------------------------------------------------------------------------
# Without MAIL_URL production writes no mail at all; development shows them where it runs.
MAIL_FROM = env.text("MAIL_FROM")
MAIL = env.mail("MAIL_URL", default="" if PRODUCTION else "console:")
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.is_tls, MAIL.is_starttls
EMAIL_TIMEOUT = 15  # seconds; the watcher that sends also publishes at the set time
DEFAULT_FROM_EMAIL = MAIL_FROM or "report@localhost"
if MAIL.host and not MAIL_FROM:
    env.error("MAIL_FROM", "MAIL_URLがあるときは必要です。差出人のアドレスを書いてください。")
# Where the links of a mail lead; none without it.
SITE_URL = env.site("SITE_URL")

# --- the server (deploy/gunicorn.conf.py) -----------------------------------------------------
# An address with a port, or unix:/run/…/web.sock.
BIND = env.listening("BIND", "127.0.0.1:8000")
WEB_CONCURRENCY = env.integer("WEB_CONCURRENCY", default=2, minimum=1)
WEB_THREADS = env.integer("WEB_THREADS", default=4, minimum=1)
# Seconds after which a worker that gives no sign of life is replaced, and seconds that requests
# have to end when the server is told to stop.
WEB_TIMEOUT = env.integer("WEB_TIMEOUT", default=60, minimum=1)
# Seconds that a request may compute; shorter than the web server in front waits for it. 0: no end.
WEB_REQUEST = env.integer("WEB_REQUEST", default=80, minimum=0)
WEB_GRACE = env.integer("WEB_GRACE", default=30, minimum=1)
ACCESS_LOG = env.boolean("ACCESS_LOG", default=PRODUCTION)

# --- what is watched (kanagawa.health) -----------------------------------------------------
# So old may the last backup be; 0: nobody asks.
BACKUP_WITHIN = timedelta(hours=env.integer("BACKUP_WITHIN_HOURS", default=26 if PRODUCTION else 0))

# --- log -----------------------------------------------------------------------------------
LOG_LEVEL = env.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO")
# Lines for people on a terminal, for programs where a log is collected.
LOG_FORMAT = env.choice("LOG_FORMAT", ["line", "json"], "json" if PRODUCTION else "line")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "kanagawa.events.WithRequest"}},
    "formatters": {
        "line": {
            "()": "kanagawa.events.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        },
        "json": {"()": "kanagawa.events.JsonLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would also try to send e-mail.
        "django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        "kanagawa": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        # Who did what is told whatever the level of the rest.
        "kanagawa.events": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}

# --- who publishes ----------------------------------------------------------------------------
ORGANISATION = read_organisation(env)

env.folder("DATA_DIR", DATA_DIR)
env.check()
if not SECRET_KEY:
    SECRET_KEY = local_secret_key(DATA_DIR / "secret_key")
