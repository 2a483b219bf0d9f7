"""One settings file, driven by the environment (see `.env.example`).

`DATABASE_URL` and `REDIS_URL` are always set: by the operator, or by `helpdesk.local`,
which starts embedded servers when they are not.
"""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def local_secret() -> str:
    """A secret key of this checkout's own, so that demo sessions survive a restart."""
    file = LOCAL_DIR / "secret_key"
    if not file.exists():
        LOCAL_DIR.mkdir(exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def database(url_variable: str) -> dict[str, Any]:
    """The database settings; a socket directory in `?host=` becomes HOST."""
    parsed: dict[str, Any] = dict(env.db_url(url_variable))
    options = parsed.setdefault("OPTIONS", {})
    parsed["HOST"] = options.pop("host", parsed.get("HOST", ""))
    return parsed | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def broker(redis_url: str) -> str:
    """Celery's spelling of a Redis address: of a socket's, and of a database on it."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


# Who serves, and how
DEMO = env.bool("HELPDESK_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=not (DEMO or DEBUG))
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SECRET_KEY = env("SECRET_KEY", default="") or (local_secret() if not HTTPS else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY: a long random string, kept out of the repository.")
# Former keys, newest first: they still open what they sealed until `manage.py reseal` has run.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "events",
    "helpdesk",
    "matching",
    "matching.introductions",
    "matching.partnerships",
    "profiles",
]

MIDDLEWARE = [
    "helpdesk.security.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "profiles.middleware.keep_cookies_private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "profiles.middleware.activate_time_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "profiles.middleware.keep_session",
    "profiles.middleware.require_second_factor",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "helpdesk.urls"
WSGI_APPLICATION = "helpdesk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "helpdesk.context.page",
            ],
        },
    },
]

# Data
DATABASES = {"default": database("DATABASE_URL")}
REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The real regions, prefectures, clusters and vocabularies that `load_data` reads
DATA_DIR = BASE_DIR / "data"

# Worker: a task is acknowledged when it is done, so that a killed worker's task comes back
# after the visibility timeout. It must be longer than any task, or that one runs twice;
# `resume_stalled_runs` is quicker for what a killed worker left.
CELERY_BROKER_URL = broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "matching.tasks.*": {"queue": "matching"},
    "profiles.tasks.send_mail": {"queue": "mail"},
    "profiles.tasks.send_waiting_mail": {"queue": "mail"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "score-nightly": {
        "task": "matching.tasks.start_nightly_run",
        "schedule": crontab(hour=1, minute=30),  # 02:30/03:30 in Brussels, 10:30 in Tokyo
    },
    "resume-runs": {
        "task": "matching.tasks.resume_stalled_runs",
        "schedule": timedelta(minutes=1),
    },
    "follow-partnerships": {
        "task": "matching.partnerships.tasks.follow_partnerships",
        "schedule": crontab(hour=0, minute=20),  # the day has begun for both sides
    },
    "ask-whether-profiles-are-right": {
        "task": "profiles.tasks.advance_freshness",
        "schedule": crontab(hour=5, minute=10),  # 06:10/07:10 in Brussels, 14:10 in Tokyo
    },
    "follow-introductions": {
        "task": "matching.introductions.tasks.follow_introductions",
        "schedule": crontab(minute=5),
    },
    "follow-meetings": {
        "task": "matching.introductions.tasks.follow_meetings",
        "schedule": timedelta(minutes=5),
    },
    "follow-webinars": {
        "task": "events.tasks.follow_webinars",
        "schedule": timedelta(minutes=1),
    },
    "expire-invitations": {
        "task": "profiles.tasks.expire_invitations",
        "schedule": crontab(hour=2, minute=40),
    },
    "apply-retention": {
        "task": "profiles.tasks.apply_retention",
        "schedule": crontab(hour=3, minute=20),
    },
    "resume-imports": {
        "task": "profiles.tasks.resume_imports",
        "schedule": timedelta(minutes=1),
    },
    "send-waiting-mail": {
        "task": "profiles.tasks.send_waiting_mail",
        "schedule": timedelta(minutes=1),
    },
}

# People
AUTH_USER_MODEL = "profiles.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "family_name", "given_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "profiles.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "profiles.accounts.forms.ChangeAddressForm",
    "change_password": "profiles.accounts.forms.ChangePasswordForm",
    "confirm_login_code": "profiles.accounts.forms.ConfirmCodeForm",
    "login": "profiles.accounts.forms.LoginForm",
    "reauthenticate": "profiles.accounts.forms.PasswordAgainForm",
    "request_login_code": "profiles.accounts.forms.RequestCodeForm",
    "reset_password": "profiles.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "profiles.accounts.forms.NewPasswordForm",
    "set_password": "profiles.accounts.forms.FirstPasswordForm",
    "signup": "profiles.accounts.forms.SignUpForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "nickname"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True  # one address for each account; a new one replaces it once confirmed
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that signed up
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=10).total_seconds())
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "reset_password": "20/m/ip,5/h/key",
    "request_login_code": "20/m/ip,5/h/key",
    "signup": "20/m/ip,60/h/ip",
}
MFA_ADAPTER = "profiles.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "profiles.accounts.forms.ActivateAppForm",
    "add_webauthn": "profiles.accounts.forms.AddPasskeyForm",
    "authenticate": "profiles.accounts.forms.SecondFactorForm",
    "edit_webauthn": "profiles.accounts.forms.RenamePasskeyForm",
    "reauthenticate": "profiles.accounts.forms.SecondFactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "EU-Japan Helpdesk"
# A code stays marked as used for one period: with any tolerance it could be used twice.
MFA_TOTP_TOLERANCE = 0
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "profiles:list-organisations"
LOGOUT_REDIRECT_URL = "helpdesk:show-home"
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="helpdesk@example.org")

# Languages: the interface's four; what organisations write may be in any language
LANGUAGE_CODE = "en"
LANGUAGES = [("de", "Deutsch"), ("en", "English"), ("fr", "français"), ("ja", "日本語")]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_LANGUAGES = ("en", "de", "fr", "ja")
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files: straight from their folders in the demo, hashed and compressed in production
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if HTTPS else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not HTTPS
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HTTPS
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / "media")

# Security: the headers themselves are in `helpdesk.security`
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
# How long a session lasts is in `profiles.accounts.sessions`; this clears away what is left of it.
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"keys": {"()": "helpdesk.logs.MaskKeys"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["keys"],
        },
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        # It would tell which letters the names on certificates have.
        "fontTools": {"level": "WARNING"},
        # Their records go to Django's own handlers, too.
        "django.request": {"filters": ["keys"]},
        "django.security.csrf": {"filters": ["keys"]},
        "django.server": {"filters": ["keys"], "handlers": ["console"], "propagate": False},
    },
}
