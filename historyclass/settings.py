"""Every setting of the site, read from the environment once, here.

A variable that is missing, misspelt or dangerous stops the start with a message that names it.
`docs/running-it.md` lists the variables for people who run a school.
"""

import ipaddress
import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

KNOWN_VARIABLES = {
    "HISTORYCLASS_DATA",
    "HISTORYCLASS_SECRET_KEY",
    "HISTORYCLASS_ALLOWED_HOSTS",
    "HISTORYCLASS_APPS",
    "HISTORYCLASS_TRUSTED_ORIGINS",
    "HISTORYCLASS_BIND",
    "HISTORYCLASS_DEMO",
    "HISTORYCLASS_HTTPS",
    "HISTORYCLASS_BEHIND_PROXY",
    "HISTORYCLASS_DB_POOL",
    "HISTORYCLASS_PGBOUNCER",
    "HISTORYCLASS_LOG_LEVEL",
    # Read by the test run only.
    "HISTORYCLASS_CHROMIUM",
}
YES = {"1", "true", "yes", "on"}
NO = {"", "0", "false", "no", "off"}
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]", "::1"}


def _refuse_unknown_variables() -> None:
    unknown = sorted(name for name in os.environ if name.startswith("HISTORYCLASS_") and name not in KNOWN_VARIABLES)
    if unknown:
        raise ImproperlyConfigured(f"Unknown environment variable: {', '.join(unknown)}. Is it misspelt?")


def _is_loopback(host: str) -> bool:
    """True for names and addresses that only this machine can reach."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _flag(name: str) -> bool:
    """A switch that is off unless it is set. A misspelt yes must not pass for a no."""
    word = env.str(name, default="").strip().lower()
    if word not in {*YES, *NO}:
        raise ImproperlyConfigured(f"{name} is a switch: write 1 or 0, not {word}.")
    return word in YES


def _count(name: str, default: int) -> int:
    word = env.str(name, default=str(default)).strip()
    if not word.isdecimal() or int(word) < 1:
        raise ImproperlyConfigured(f"{name} is a number from 1 up, not {word}.")
    return int(word)


env = environ.Env()
_refuse_unknown_variables()

# --- Where things are ---------------------------------------------------------------------------------------------
DATA_DIR = Path(env.str("HISTORYCLASS_DATA", default=str(BASE_DIR / "var"))).resolve()
SECRET_KEY = env.str("HISTORYCLASS_SECRET_KEY", default="")
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured(
        "HISTORYCLASS_SECRET_KEY must be set to a random text of at least 32 characters. "
        "`python3 dev.py` makes one itself."
    )

# --- Who may connect ----------------------------------------------------------------------------------------------
DEBUG = False
ALLOWED_HOSTS = env.list("HISTORYCLASS_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("HISTORYCLASS_ALLOWED_HOSTS must name the site's hosts; * would let anyone pose as it.")
BIND = env.str("HISTORYCLASS_BIND", default="127.0.0.1:8000")
DEMO = _flag("HISTORYCLASS_DEMO")
if DEMO:
    bind_host = BIND.rsplit(":", 1)[0]
    reachable = [host for host in [bind_host, *ALLOWED_HOSTS] if not _is_loopback(host)]
    if reachable:
        raise ImproperlyConfigured(
            "HISTORYCLASS_DEMO shows passwords on the sign-in page, so it runs on this machine alone. "
            f"These can be reached from elsewhere: {', '.join(reachable)}."
        )

# --- HTTPS --------------------------------------------------------------------------------------------------------
HTTPS = _flag("HISTORYCLASS_HTTPS")
if _flag("HISTORYCLASS_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = env.list("HISTORYCLASS_TRUSTED_ORIGINS", default=[])
for origin in CSRF_TRUSTED_ORIGINS:
    if not urlsplit(origin).scheme:
        raise ImproperlyConfigured(f"HISTORYCLASS_TRUSTED_ORIGINS: write {origin} with https:// in front.")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
# The desk reads the token anew before every save, since signing in again rotates it.
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "historyclass.errors.csrf_failure"
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        # Bootstrap's own styles carry small pictures as data: addresses.
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Sessions -----------------------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
# On a shared computer the session also ends when the browser closes, or after this long without a page.
SHARED_COMPUTER_IDLE_SECONDS = 30 * 60

# --- The parts ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "historyclass",
    "historyclass.people",
    "historyclass.desk",
    "sources",
    "activities",
    "activities.marking",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_cotton.apps.SimpleAppConfig",
    "simple_history",
    "csp",
    # Whoever runs the site adds apps of their own here: kinds of parts from outside (docs/adding-a-kind.md).
    *env.list("HISTORYCLASS_APPS", default=[]),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "historyclass.people.middleware.SharedComputerMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "historyclass.people.middleware.SignedInMiddleware",
    "historyclass.people.middleware.PrivatePagesMiddleware",
    "historyclass.people.middleware.SchoolTimeMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "historyclass.urls"
WSGI_APPLICATION = "historyclass.wsgi.application"
ASGI_APPLICATION = "historyclass.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.static",
                "historyclass.templatetags.slots",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "historyclass.people.navigation.places",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- The database -------------------------------------------------------------------------------------------------
_database_url = env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'historyclass.sqlite3'}"
_database = env.db_url_config(_database_url)
if _database.get("ENGINE") == "django.db.backends.sqlite3":
    # A rollback journal, not WAL: SQLite before 3.51.3 had a fault that could corrupt a WAL database at a checkpoint.
    # IMMEDIATE takes the write lock at BEGIN, so two writers wait for one another instead of failing half-way.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA foreign_keys=ON",
    }
    _database["CONN_MAX_AGE"] = None
elif _database.get("ENGINE") == "django.db.backends.postgresql":
    # A fresh connection costs 9 ms of processor time a request, so they are always kept.
    _database["OPTIONS"] = {
        **_database.get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": _count("HISTORYCLASS_DB_POOL", 8), "timeout": 10},
    }
    _database["CONN_MAX_AGE"] = 0
    # PgBouncer in transaction mode hands each transaction another connection: server-side cursors would be lost.
    _database["DISABLE_SERVER_SIDE_CURSORS"] = _flag("HISTORYCLASS_PGBOUNCER")
else:
    raise ImproperlyConfigured("DATABASE_URL must start with postgres:// or sqlite:///")
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["historyclass.people.backends.MemberBackend"]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "people:home"
LOGOUT_REDIRECT_URL = "people:sign-in"
PASSWORD_HASHERS = [
    "historyclass.people.hashers.SchoolArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "given_name", "family_name"]},
    },
]

# --- Language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- Static files -------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static" / "collected"
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

# --- What is logged -----------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("HISTORYCLASS_LOG_LEVEL", default="WARNING")},
}
