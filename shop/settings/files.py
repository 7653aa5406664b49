"""What is served as it lies there, and pictures."""

from pathlib import Path

from shop.settings.environment import BASE_DIR, DATA_DIR, env

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "shop" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "shop.staticfiles.JoinedFinder",
]
# What browsers and telephones look for at the root: favicon.ico, apple-touch-icon.png.
WHITENOISE_ROOT = BASE_DIR / "shop" / "static" / "shop" / "icons"
# Of files whose names stay the same whatever is in them.
WHITENOISE_MAX_AGE = 24 * 60 * 60
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
# The demo has no web server in front that would serve uploaded pictures.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_STORAGE",
            default="whitenoise.storage.CompressedManifestStaticFilesStorage",
        )
    },
}

# A picture as somebody may upload it. Nothing larger is decoded anywhere: 17 KB of a
# PNG can be 144 megapixels, which are 430 MB in memory (shop/pictures/apps.py).
PICTURE_MOST_PIXELS = 40_000_000
PICTURE_MOST_MEGABYTES = 20
# WebP, which the smaller ones are written in, ends at 16,383.
PICTURE_LONGEST_SIDE = 16_000

# What pages show of a picture (shop/pictures); widths in pixels, never enlarged.
THUMBNAIL_ALIASES = {
    "": {
        "thumb": {"size": (160, 0), "quality": 80},
        "card": {"size": (400, 0), "quality": 80},
        "card-wide": {"size": (800, 0), "quality": 78},
        "large": {"size": (1200, 0), "quality": 80},
        # Beside a link that somebody shares: of one size, on the paper of the pages.
        "share": {
            "size": (1200, 630),
            "background": "#fbf8f3",
            "quality": 82,
        },
    }
}
THUMBNAIL_NAMER = "shop.pictures.naming.rendition"
THUMBNAIL_EXTENSION = THUMBNAIL_TRANSPARENCY_EXTENSION = "webp"
