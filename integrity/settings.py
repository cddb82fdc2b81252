"""All settings, in one file, read from the environment; a missing variable is refused with the way out.

One process works under one database login (REGISTRY_LOGIN): ``staff``, ``portal``, ``worker``, or ``owner``
for migrations. The portal process has no staff URLs, no sessions and no key that could open anything.
"""

import os
import warnings
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, help: str, default: str | None = None) -> str:
    """The variable ``name``, or a refusal that says what it is for."""
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(
            f"The environment variable {name} is missing. {help} "
            f"`./run` sets it for the embedded servers; docker-compose.yml and .env.example show it for production."
        )
    return value


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


# ── Who this process is ──────────────────────────────────────────────────────
LOGIN = os.environ.get("REGISTRY_LOGIN", "staff")
if LOGIN not in {"staff", "portal", "worker", "owner"}:
    raise ImproperlyConfigured(f"REGISTRY_LOGIN is {LOGIN!r}; it must be staff, portal, worker or owner.")
IS_PORTAL = LOGIN == "portal"

SECRET_KEY = env("SECRET_KEY", "It signs sessions and forms: 50 or more random characters, the same in every staff process.")
# Keyed hash of resident ids (GB 11643). The portal neither needs nor gets it.
IDENTITY_KEY = (
    ""
    if IS_PORTAL
    else env("IDENTITY_KEY", "It keys the hash that stands for a resident id: 32 or more random characters, never changed.")
)
DEBUG = False
ALLOWED_HOSTS = env("ALLOWED_HOSTS", "Host names, comma-separated.", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

CITY_NAME = os.environ.get("CITY_NAME", "示范市")
DEMO = flag("DEMO")

# ── Apps ─────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "integrity.site.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "simple_history",
    "axes",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_standardized_errors",
    "integrity",
    "accounts",
    "archives",
    "discipline",
    "complaints",
    "commitments",
    "repair",
    "scoring",
    "search",
    "monitoring",
    "publicity",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if IS_PORTAL:
    ROOT_URLCONF = "integrity.portal_urls"
    WSGI_APPLICATION = "integrity.portal_wsgi.application"
    MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "integrity.middleware.clean_input",
        "integrity.middleware.closed_while_migrating",
        "integrity.middleware.language_by_address",
        "integrity.portal_errors.methods_in_words",
        "integrity.portal_errors.from_here_alone",
        "django.middleware.common.CommonMiddleware",
    ]
else:
    ROOT_URLCONF = "integrity.urls"
    WSGI_APPLICATION = "integrity.wsgi.application"
    MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "integrity.middleware.language_by_cookie",
        "django.middleware.common.CommonMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "integrity.middleware.clean_input",
        "accounts.middleware.own_password_first",
        "integrity.middleware.typed_text",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "simple_history.middleware.HistoryRequestMiddleware",
        "integrity.middleware.refusals",
        "axes.middleware.AxesMiddleware",
    ]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "integrity.middleware.house"]
            + (
                []
                if IS_PORTAL
                else [
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            ),
        },
    }
]

# ── Database: one login per process ──────────────────────────────────────────
_url = env(
    f"DATABASE_URL_{LOGIN.upper()}",
    f"This process works under the database login '{LOGIN}' and needs its URL (postgresql://user:password@host/registry).",
)
_info = conninfo_to_dict(_url)
_options: dict = {
    "owner": {"options": "-c role=registry_owner"},  # the migrating login owns nothing itself
    "portal": {"options": "-c search_path=pub -c default_transaction_read_only=on"},
}.get(LOGIN, {})
# psycopg's pool belongs in the web processes only: a prefork worker closes it at every task.
if flag("WEB_PROCESS"):
    _options = {**_options, "pool": {"min_size": 1, "max_size": 4, "timeout": 10}}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _info.get("dbname", "registry"),
        "USER": _info.get("user", ""),
        "PASSWORD": _info.get("password", ""),
        "HOST": _info.get("host", ""),
        "PORT": _info.get("port", ""),
        "OPTIONS": _options,
        "TEST": {"NAME": "test_registry"},
    }
}

# ── Celery: the broker only wakes people up, PostgreSQL is the truth ─────────
BROKER_URL = os.environ.get("BROKER_URL", "")
if not BROKER_URL and LOGIN in {"worker", "staff"} and not flag("NO_BROKER"):
    BROKER_URL = env("BROKER_URL", "Address of Valkey or Redis, for example redis://valkey:6379/0.")

# ── Login ────────────────────────────────────────────────────────────────────
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.AnotherOne"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_IPWARE_PROXY_COUNT = int(os.environ.get("PROXY_COUNT", "0"))
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "staff/locked.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_NAME = "staff"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 9 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("HTTPS")
SECURE_HSTS_SECONDS = 31536000 if flag("HTTPS") else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("HTTPS") else None
X_FRAME_OPTIONS = "DENY"
SIMPLE_HISTORY_REVERT_DISABLED = True  # a revert would jump over the workflow
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# ── Content security: nothing from anywhere else, no inline script or style ──
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
    # Django's own admin has a few static scripts, and static/admin.js names their boxes; the portal has none.
    | ({} if IS_PORTAL else {"script-src": [SELF], "connect-src": [SELF]}),
}

# ── Uploads ──────────────────────────────────────────────────────────────────
UPLOAD_MAX_BYTES = int(os.environ.get("UPLOAD_MAX_BYTES", str(512 * 1024 * 1024)))
XLSX_MAX_BYTES = int(os.environ.get("XLSX_MAX_BYTES", str(256 * 1024 * 1024)))  # unpacked
WORKBOOK_MEMORY = int(os.environ.get("WORKBOOK_MEMORY", str(2 << 30)))  # of the process that parses one
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    *(["integrity.uploads.Quota"] if IS_PORTAL else []),
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ── Language, time, static files ─────────────────────────────────────────────
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["integrity.formats"]

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
if not STATIC_ROOT.is_dir():  # without `collectstatic` the files are served from where they lie
    warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads never lie on a disk we can serve
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# ── API of the staff site ────────────────────────────────────────────────────
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.Bearer", "rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["integrity.api.Json"],
    "DEFAULT_FILTER_BACKENDS": ["integrity.api.Filters"],
    "DEFAULT_PAGINATION_CLASS": "integrity.api.Newest",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "integrity.api.answer_to",
    "UNICODE_JSON": True,
}
# How long, in seconds, a process of the portal keeps the numbers of the home page before it counts again.
GLANCE_SECONDS = int(os.environ.get("GLANCE_SECONDS", "60"))
# Requests a minute that one address may make of the public API, in each process of the portal.
PUBLIC_API_RATE = os.environ.get("PUBLIC_API_RATE", "300/min")
# Complaints that one address may file, and receipts it may try, in each process of the portal; PostgreSQL slows guessing as well.
COMPLAINTS_RATE = os.environ.get("COMPLAINTS_RATE", "20/hour")
RECEIPTS_RATE = os.environ.get("RECEIPTS_RATE", "30/min")
SPECTACULAR_SETTINGS = {
    "TITLE": "政务诚信档案 Government integrity archives",
    "DESCRIPTION": "What the staff site knows and does, for other systems. Everything is scoped to the roles of the account.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "integrity.identity.MaskingFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # What makes PDF files tells each sign that it embeds: the words of a document would stand in the log.
    "loggers": {"axes": {"level": "WARNING"}, "django.request": {"level": "ERROR"}, "fontTools": {"level": "WARNING"}, "fpdf": {"level": "WARNING"}},
}
