"""Languages and time."""

from shop.settings.environment import BASE_DIR, env

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
# What is written in one language alone is shown in it: a strange word says more than
# none.
MODELTRANSLATION_FALLBACK_LANGUAGES = tuple(code for code, _name in LANGUAGES)
LOCALE_PATHS = [BASE_DIR / "shop" / "locale", BASE_DIR / "loyalty" / "locale"]
FORMAT_MODULE_PATH = "shop.formats"
USE_I18N = True
USE_TZ = True
# The shop's and the programme's days begin and end here.
TIME_ZONE = env.str("SHOP_TIME_ZONE", default="Europe/Berlin")

# Where most parcels go: the country that address forms begin with, and whose VAT is
# charged wherever the shop is not registered (docs/howto-vat.md).
SHOP_COUNTRY = env.str("SHOP_COUNTRY", default="DE")

# A phone number is kept with its extension, which the library's default leaves out.
PHONENUMBER_DB_FORMAT = PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"
