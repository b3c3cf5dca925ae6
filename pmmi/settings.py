"""Settings, from the environment. Without any, a council runs on SQLite with no other server.

Every variable is listed in docs/operations.md.
"""

import os
from datetime import date
from pathlib import Path

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from accounts.roles import Role
from foundation.logs import configuration
from pmmi.running.database import database
from pmmi.running.mode import DEMO_PASSWORD, Mode, UnsafeStart, audit_key, mode_of, secret_key, unsafe_settings
from pmmi.running.private_files import keep_private

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PMMI_VAR_DIR", BASE_DIR / "var"))
keep_private(VAR_DIR)


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0") == "1"


def _count(name: str, default: int, *, least: int = 1) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise ImproperlyConfigured(f"{name} is “{text}”. Set it to a whole number, {least} or more.")
    return int(text)


def _day(name: str) -> date | None:
    text = os.environ.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is “{text}”. Write it as 2026-10-14, or leave it out.") from error


def _list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


try:
    PMMI_MODE = mode_of(os.environ)
except UnsafeStart as error:
    raise ImproperlyConfigured(str(error)) from error
DEBUG = _flag("PMMI_DEBUG", default=False)
SECRET_KEY = secret_key(PMMI_MODE, os.environ, VAR_DIR)
PMMI_AUDIT_KEY = audit_key(PMMI_MODE, os.environ, VAR_DIR)
ALLOWED_HOSTS = _list("PMMI_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
if _unsafe := unsafe_settings(PMMI_MODE, key=SECRET_KEY, audit_key=PMMI_AUDIT_KEY, debug=DEBUG, hosts=ALLOWED_HOSTS):
    raise ImproperlyConfigured("\n".join(_unsafe))
CSRF_TRUSTED_ORIGINS = _list("PMMI_TRUSTED_ORIGINS", "")

# Prometheus sends it as "Authorization: Bearer …"; without one, only administrators read the metrics.
PMMI_METRICS_TOKEN = os.environ.get("PMMI_METRICS_TOKEN", "")

# How often one token may ask within a minute.
PMMI_API_PER_MINUTE = _count("PMMI_API_PER_MINUTE", 120)

# Hosts that other systems are told at when something happened ("hooks.example.gov.uk", "…:8443"); none without it.
PMMI_WEBHOOK_HOSTS = _list("PMMI_WEBHOOK_HOSTS", "")

# The parts of the accessibility statement that only the council can say.
PMMI_ACCESSIBILITY_CONTACT = os.environ.get("PMMI_ACCESSIBILITY_CONTACT", "")
PMMI_ACCESSIBILITY_REPLY_DAYS = _count("PMMI_ACCESSIBILITY_REPLY_DAYS", 10)
PMMI_ACCESSIBILITY_AUDIT = os.environ.get("PMMI_ACCESSIBILITY_AUDIT", "")
PMMI_ACCESSIBILITY_PREPARED = _day("PMMI_ACCESSIBILITY_PREPARED")
PMMI_ACCESSIBILITY_REVIEWED = _day("PMMI_ACCESSIBILITY_REVIEWED")

# To whom the last digest of the audit trail is sent once a day, so that it is kept outside the database.
PMMI_AUDIT_HEAD_TO = _list("PMMI_AUDIT_HEAD_TO", "")

PMMI_COUNCIL_NAME = os.environ.get("PMMI_COUNCIL_NAME", "Exampleshire Council")
# What first_administrator offers as answers, and takes where nobody is there to ask.
PMMI_FIRST_ADMINISTRATOR = {
    "council": os.environ.get("PMMI_COUNCIL_NAME", ""),
    "name": os.environ.get("PMMI_FIRST_NAME", ""),
    "email": os.environ.get("PMMI_FIRST_EMAIL", ""),
    "post": os.environ.get("PMMI_FIRST_POST", "Performance manager"),
}
PMMI_BRAND_COLOUR = os.environ.get("PMMI_BRAND_COLOUR", "#12305c")

INSTALLED_APPS = [
    "accounts",  # before Django's own, whose command createsuperuser it replaces
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "tree_queries",
    "foundation",
    "plans",
    "risks",
    "edr",
    "indicators",
    "breakdowns",
    "money",
    "benchmarks",
    "catalogues",
    "target_decisions",
    "assurance",
    "feedback",
    "reporting",
    "scrutiny",
    "search",
    "api",
    "pmmi",
]

MIDDLEWARE = [
    "foundation.middleware.RequestNumberMiddleware",
    "pmmi.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api.middleware.PlainAnswersMiddleware",  # before anything looks at a cookie
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "foundation.middleware.BodySizeMiddleware",  # before the token of a form is looked for in its body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pmmi.compression.CompressionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.actor.ActorMiddleware",
    "accounts.middleware.access.AccessMiddleware",
    "accounts.middleware.session_clock.SessionClockMiddleware",
    "accounts.middleware.second_step.SecondStepMiddleware",
    "foundation.middleware.UndeclaredProxyMiddleware",
    "foundation.middleware.PlainAddressMiddleware",
    "foundation.middleware.ButtonOnlyMiddleware",
    "foundation.middleware.BusyMiddleware",
]

ROOT_URLCONF = "pmmi.urls"
WSGI_APPLICATION = "pmmi.wsgi.application"

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
                "pmmi.navigation.site",
            ],
        },
    }
]
FORM_RENDERER = "pmmi.form_renderer.FormRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_TEMPLATE_PACK = "govuk"

DATABASES = {"default": database(os.environ, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # In the database, so that rate limits hold across processes without another server.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.CommonBeneathValidator"},
    {
        "NAME": "accounts.passwords.OurWordsValidator",
        "OPTIONS": {
            "published": [] if PMMI_MODE is Mode.DEMO else [DEMO_PASSWORD],
        },
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
# The library's own looks up, and at first writes, a row for people who exist: the clock would tell who does.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# Known and unknown addresses are answered alike.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Behind a proxy every visitor would share its address, and with it the limit of tries.
ALLAUTH_TRUSTED_PROXY_COUNT = _count("PMMI_PROXY_COUNT", 0, least=0)
# The library counts in the cache, which forgets when it is full; accounts.changes.tries counts in a table of its own.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "reset_password": "accounts.forms.sign_in.ForgottenPasswordForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.sign_in.AuthenticateForm",
    "reauthenticate": "accounts.forms.sign_in.ReauthenticateForm",
    "activate_totp": "accounts.forms.sign_in.ActivateAppForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
# A clock may be half a minute wrong.
MFA_TOTP_TOLERANCE = 1
# Outside the served mode pages come from this machine, without HTTPS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PMMI_MODE is not Mode.SERVED
PMMI_MFA_ROLES = frozenset(_list("PMMI_MFA_ROLES", ""))
if _unknown := PMMI_MFA_ROLES - set(Role):
    raise ImproperlyConfigured(f"PMMI_MFA_ROLES names {', '.join(sorted(_unknown))}; roles are {', '.join(Role)}.")
PMMI_IDLE_MINUTES = _count("PMMI_IDLE_MINUTES", 30)
PMMI_SESSION_HOURS = _count("PMMI_SESSION_HOURS", 12)
SESSION_COOKIE_AGE = PMMI_SESSION_HOURS * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# After how long what nobody needs any more is removed: pmmi/retention.py.
PMMI_UPLOAD_DAYS = _count("PMMI_UPLOAD_DAYS", 30)
PMMI_LEAVER_YEARS = _count("PMMI_LEAVER_YEARS", 2)
PMMI_REVIEW_YEARS = _count("PMMI_REVIEW_YEARS", 3)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
# One language: looking each text up in a catalogue would take an eighth of a page's time.
USE_I18N = False
FORMAT_MODULE_PATH = ["pmmi.formats"]
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static" / "built"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SECURE_CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PMMI_MODE is Mode.SERVED:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    MESSAGE_STORAGE = "pmmi.notice_cookie.HostStorage"
    SECURE_SSL_REDIRECT = _flag("PMMI_SSL_REDIRECT", default=True)
    # Whoever asks with a token must notice that it went out in plain: people are led to HTTPS, machines are refused.
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^api/"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Everybody's mail is written to the outbox; a worker sends it through the other one.
EMAIL_BACKEND = "foundation.outbox.OutboxBackend"
PMMI_EMAIL_BACKEND = os.environ.get("PMMI_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = os.environ.get("PMMI_EMAIL_HOST", "localhost")
EMAIL_PORT = _count("PMMI_EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("PMMI_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PMMI_EMAIL_PASSWORD", "")
_email_security = os.environ.get("PMMI_EMAIL_SECURITY", "")
if _email_security not in ("", "starttls", "tls"):
    raise ImproperlyConfigured("PMMI_EMAIL_SECURITY is “starttls”, “tls” or empty.")
EMAIL_USE_TLS, EMAIL_USE_SSL = _email_security == "starttls", _email_security == "tls"
# Of each step of sending. No longer than half a minute, or a pass would be killed before it could say what happened.
EMAIL_TIMEOUT = min(_count("PMMI_EMAIL_TIMEOUT", 10), 30)
DEFAULT_FROM_EMAIL = os.environ.get("PMMI_EMAIL_FROM", "performance@exampleshire.example")
PMMI_EMAIL_REPLY_TO = os.environ.get("PMMI_EMAIL_REPLY_TO", "")
PMMI_SITE_URL = os.environ.get("PMMI_SITE_URL", "http://127.0.0.1:8000")

# Redis in production; without it messages travel through files, so that one command runs everything.
CELERY_BROKER_URL = os.environ.get("REDIS_URL", "filesystem://localhost//")
if CELERY_BROKER_URL.startswith("filesystem"):
    _queue = VAR_DIR / "queue"
    for _folder in ("messages", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.2,
    }
# A worker that is told nothing takes both queues; serve and docker-compose.yml run one for each.
CELERY_TASK_QUEUES = [Queue(_name, Exchange(_name), routing_key=_name) for _name in ("builds", "mail")]
CELERY_TASK_DEFAULT_QUEUE = "builds"
CELERY_TASK_ROUTES = {"pmmi.tasks.deliver_mail": {"queue": "mail"}}
# Redis would hand the message to a second worker after an hour. A build's own steps are limited in reporting.workflow.
CELERY_TASK_TIME_LIMIT = 60 * 60
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "schedule")
CELERY_BEAT_SCHEDULE = {
    "recover-runs": {"task": "reporting.tasks.recover_runs", "schedule": 5.0, "options": {"expires": 5}},
    "publish-audit-head": {"task": "pmmi.tasks.publish_audit_head", "schedule": crontab(hour=6, minute=40)},
    "open-cycles": {"task": "reporting.tasks.open_cycles", "schedule": crontab(minute=5)},
    # Made once a day; asked for every hour, in case it failed at night.
    "back-up": {"task": "pmmi.tasks.back_up", "schedule": crontab(minute=40)},
    # One digest a person a day; asked for again for what falls due or is handed on later in the day.
    "send-reminders": {"task": "reporting.tasks.send_reminders", "schedule": crontab(hour="8-17", minute="*/15")},
    "deliver-mail": {"task": "pmmi.tasks.deliver_mail", "schedule": 5.0, "options": {"expires": 5}},
    "keep-to-retention": {"task": "pmmi.tasks.keep_to_retention", "schedule": crontab(hour=3, minute=20)},
}

# Backups are sealed with a key that the council keeps apart from them (docs/operations.md).
PMMI_BACKUP_KEY = os.environ.get("PMMI_BACKUP_KEY", "")
PMMI_BACKUP_KEY_FILE = os.environ.get("PMMI_BACKUP_KEY_FILE", "")
PMMI_BACKUP_DIR = os.environ.get("PMMI_BACKUP_DIR", "")
PMMI_BACKUP_DAYS = _count("PMMI_BACKUP_DAYS", 14)

try:
    LOGGING = configuration(os.environ)
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from error
