"""Settings. Everything that differs between installations comes from the environment; nothing here names a region."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from marshrut.foundation.database.home import home_folder, secret_key
from marshrut.foundation.database.urls import database_settings

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent

MARSHRUT_HOME = home_folder(os.environ)
#: Regulation as data: beside the sources in a checkout, inside the package in an installed wheel.
REGIONS_ROOT = Path(
    os.environ.get("MARSHRUT_REGIONS") or next(p for p in (CHECKOUT / "regions", PACKAGE / "regions") if p.is_dir())
)
#: Where stored files lie: a folder, or `s3://bucket/prefix`.
FILES_STORE = os.environ.get("MARSHRUT_FILES") or str(MARSHRUT_HOME / "files")

SECRET_KEY = os.environ.get("MARSHRUT_SECRET_KEY") or secret_key(MARSHRUT_HOME)
DEBUG = os.environ.get("MARSHRUT_DEBUG") == "1"
#: Behind HTTPS the cookies are marked secure; on loopback a newcomer has no certificate.
HTTPS = os.environ.get("MARSHRUT_HTTPS") == "1"
ALLOWED_HOSTS = [host.strip() for host in os.environ.get("MARSHRUT_HOSTS", "127.0.0.1,localhost,[::1]").split(",")]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: How many proxies of our own stand before the web process and append to X-Forwarded-For.
TRUSTED_PROXIES = int(os.environ.get("MARSHRUT_PROXIES") or "0")

#: Nobody but this machine can ask: `marshrut up` says where the web process listens, and no proxy brings others in.
ON_LOOPBACK = (
    os.environ.get("MARSHRUT_LISTENS", "") in LOOPBACK
    and set(ALLOWED_HOSTS) <= {*LOOPBACK, "[::1]"}
    and not HTTPS
    and TRUSTED_PROXIES == 0
)

INSTALLED_APPS = [
    "marshrut.foundation.scope",
    "marshrut.foundation.accounts",
    "marshrut.foundation.audit",
    "marshrut.foundation.privacy",
    "marshrut.foundation.files",
    "marshrut.foundation.jobs",
    "marshrut.foundation.ui",
    "marshrut.apps.regulation",
    "marshrut.apps.registry",
    "marshrut.apps.competencies",
    "marshrut.apps.diagnostics",
    "marshrut.apps.programmes",
    "marshrut.apps.routes",
    "marshrut.apps.monitoring",
    "marshrut.desks",
    "marshrut.api",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marshrut.foundation.ui.middleware.CompressMiddleware",
    "marshrut.foundation.files.middleware.UploadLimitMiddleware",
    "csp.middleware.CSPMiddleware",
    "marshrut.foundation.ui.middleware.OutageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marshrut.foundation.accounts.middleware.ViewerMiddleware",
]

ROOT_URLCONF = "marshrut.config.urls"
WSGI_APPLICATION = "marshrut.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "marshrut.foundation.ui.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "marshrut.foundation.ui.templatetags.ui"],
        },
    }
]

DATABASES = database_settings(os.environ, MARSHRUT_HOME)

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["marshrut.foundation.accounts.backends.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "marshrut"
CSRF_COOKIE_NAME = "marshrut_form"
CSRF_FAILURE_VIEW = "marshrut.foundation.ui.views.stale_form"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский")]
TIME_ZONE = "Europe/Moscow"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = MARSHRUT_HOME / "static"
#: The typeface comes from its npm package; pages fall back to a system face without it.
_TYPEFACE = CHECKOUT / "node_modules" / "@fontsource-variable" / "golos-text" / "files"
STATICFILES_DIRS = [("golos", _TYPEFACE)] if _TYPEFACE.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_STORE}},
    "staticfiles": {"BACKEND": "marshrut.foundation.ui.static.StaticStorage"},
}
WHITENOISE_MAX_AGE = 31536000
WHITENOISE_USE_FINDERS = DEBUG

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MAX_FILE_BYTES = 20 * 1024 * 1024
#: A list of so many rows is answered as a file at once; a longer one is made behind the page.
ROWS_AT_ONCE = 2_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
PROCRASTINATE_ON_APP_READY = "marshrut.foundation.jobs.queue.on_app_ready"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"outage": {"()": "marshrut.foundation.ui.outage.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["outage"]}},
    "root": {"handlers": ["stderr"], "level": (os.environ.get("MARSHRUT_LOG") or "warning").upper()},
}
