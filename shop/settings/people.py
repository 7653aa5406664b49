"""Who signs in, and how."""

from urllib.parse import urlsplit

from shop.settings.environment import DEMO, HTTPS, SITE_URL, env

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
# The first makes new ones; what another has made is made anew at the next sign-in.
PASSWORD_HASHERS = [
    "shop.users.hashing.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "customer:login"
LOGIN_REDIRECT_URL = "customer:summary"
LOGOUT_REDIRECT_URL = "home"

# Seconds after which one is signed out: without a page in between and, for staff,
# whatever they do.
SESSION_COOKIE_AGE = env.int("IDLE_LIMIT", default=14 * 24 * 60 * 60)
STAFF_IDLE_LIMIT = env.int("STAFF_IDLE_LIMIT", default=2 * 60 * 60)
STAFF_LONGEST_VISIT = env.int("STAFF_LONGEST_VISIT", default=12 * 60 * 60)

# Staff need a second factor (docs/adr/0025-*.md). Those of the demo, whose password
# everybody knows, may go on without. Nothing in the environment says so by itself: it
# takes a shop that says on every page that nothing is sold, and that is not public.
SECOND_FACTOR_GRACE = ("demo.example",) if DEMO and not HTTPS else ()
# Wrong codes are slowed down as wrong passwords are; nobody is locked out (ADR 27).
OTP_TOTP_THROTTLE_FACTOR = 0
OTP_TOTP_ISSUER = "Morning Market"

# Browsers make passkeys for a name and a safe place: a machine of one's own is called
# localhost, whatever number it has.
_site = urlsplit(SITE_URL)
OTP_WEBAUTHN_RP_ID = (_site.hostname or "") if HTTPS else "localhost"
OTP_WEBAUTHN_RP_NAME = OTP_TOTP_ISSUER
OTP_WEBAUTHN_ALLOWED_ORIGINS = [
    f"https://{_site.netloc}"
    if HTTPS
    else "http://localhost" + (f":{_site.port}" if _site.port else "")
]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
