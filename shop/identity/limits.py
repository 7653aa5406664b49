"""How often one may try, counted in the cache."""

import hashlib
import logging
import unicodedata
from contextlib import suppress

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def may_try(what: str, who: str, *, times: int, seconds: int) -> bool:
    """Count an attempt and say whether it is within `times` per `seconds`.

    Without a cache nobody is kept out: a shop that cannot count still sells.
    """
    key = _key(what, who)
    try:
        cache.add(key, 0, timeout=seconds)
        return cache.incr(key) <= times
    except ValueError:  # the count ran out between the two calls
        return True
    except RedisError:
        logger.warning("Attempts are not counted: the cache does not answer")
        return True


def give_back(what: str, who: str) -> None:
    """Take one attempt from the count: it was no guess."""
    # The count may have run out meanwhile.
    with suppress(ValueError, RedisError):
        cache.decr(_key(what, who))


def as_read(typed: str) -> str:
    """Return one form for all that a look-up takes for the same address.

    Blanks and signs that nobody sees go, wide letters become plain ones. Capitals
    are made first: `ı` and `ſ` have no small letter but the database finds `i`
    and `s` by them.
    """
    plain = unicodedata.normalize("NFKC", typed)
    seen = "".join(
        sign
        for sign in plain
        if not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf")
    )
    return seen.upper().lower()


def _key(what: str, who: str) -> str:
    whose = hashlib.sha256(who.lower().encode()).hexdigest()[:32]
    return f"attempts:{what}:{whose}"
