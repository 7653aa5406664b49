"""What the ledger refuses, taken away piece by piece."""

import os

import django

# The engine's files are listed by the application that puts them in.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()
