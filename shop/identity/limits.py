"""How often one may try, counted in the cache."""

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def may_try(what: str, who: str, *, times: int, seconds: int) -> bool:
    """Count an attempt and say whether it is within `times` per `seconds`.

    Without a cache nobody is kept out: a shop that cannot count still sells.
    """
    whose = hashlib.sha256(who.lower().encode()).hexdigest()[:32]
    key = f"attempts:{what}:{whose}"
    try:
        cache.add(key, 0, timeout=seconds)
        return cache.incr(key) <= times
    except ValueError:  # the count ran out between the two calls
        return True
    except RedisError:
        logger.warning("Attempts are not counted: the cache does not answer")
        return True
