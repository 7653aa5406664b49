"""What browsers are told to allow."""

from csp.constants import NONCE, NONE, SELF

from shop.settings.environment import HTTPS, env
from shop.settings.money import PAYMENT_PROVIDERS
from shop.typed.clients import networks

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OSCAR_BASKET_COOKIE_SECURE = HTTPS
# Browsers take such names only over HTTPS and from this very host: no other host under
# the same domain can put a session or a token of its own in place of ours.
HOST_ONLY = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{HOST_ONLY}sessionid"
CSRF_COOKIE_NAME = f"{HOST_ONLY}csrftoken"
OSCAR_BASKET_COOKIE_OPEN = f"{HOST_ONLY}oscar_open_basket"
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# 0 where a host under the shop's own still speaks without encryption.
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("HSTS_SUBDOMAINS", default=True)
# Whom to tell of a hole, mail or https addresses, and until when somebody reads it:
# without both there is no /.well-known/security.txt.
SECURITY_TXT_CONTACT = env.list("SECURITY_TXT_CONTACT", default=[])
SECURITY_TXT_EXPIRES = env.str("SECURITY_TXT_EXPIRES", default="")
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Addresses and networks of the proxies in front: only they are believed who a request
# is from. Behind a proxy that is not named, nobody is counted by where they are (F26).
TRUSTED_PROXIES = networks(env.list("TRUSTED_PROXIES", default=[]))
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "shop.account.forgery.refuse"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [
            SELF,
            *(entry["CHECKOUT_ORIGIN"] for entry in PAYMENT_PROVIDERS.values()),
        ],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
