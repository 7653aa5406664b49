"""All settings, from the environment where they differ between installations.

Each file has those of one concern; Django reads them here as one.
"""

from oscar.defaults import *

from shop.settings.environment import *
from shop.settings.applications import *
from shop.settings.database import *
from shop.settings.people import *
from shop.settings.languages import *
from shop.settings.files import *
from shop.settings.work import *
from shop.settings.mail import *
from shop.settings.books import *
from shop.settings.money import *
from shop.settings.points import *
from shop.settings.security import *
from shop.settings.oscar import *
from shop.settings.logging import *
