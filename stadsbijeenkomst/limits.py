"""How many notes one code may send: a flood from a leaked code must not drown the evening.

Per code and never per IP address: a whole hall stands behind one address. And no right code is ever refused for what
happened with wrong ones: that would let anybody lock the hall out. Their length keeps codes from being guessed.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.redis import RedisCache
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)


class Bucket:
    """A full bucket of `size` notes for each code, that fills again with `per_second` notes.

    Lives in the memory of one process. Where the processes and nodes of a site share a cache that can count (Valkey or
    Redis), they also keep one count together: no more than `size` in each stretch of the time in which the bucket
    fills. Neither costs a query, and a cache that fails keeps nobody out.
    """

    def __init__(self, name: str, size: int, per_second: float, clock: Callable[[], float] = time.monotonic):
        self.name, self.size, self.per_second, self.clock = name, size, per_second, clock
        self.left: dict[str, tuple[float, float]] = {}
        self.lock = threading.Lock()

    def take(self, code: str, amount: int = 1) -> bool:
        """Take room for `amount` notes of this code, all or nothing; False when there is not enough."""
        now = self.clock()
        with self.lock:
            if len(self.left) > 10_000:
                self.left = {code: kept for code, kept in self.left.items() if self._filled(kept, now) < self.size}
            left = self._filled(self.left.get(code, (self.size, now)), now)
            if left < amount:
                return False
            self.left[code] = (left - amount, now)
        shared = shared_cache()
        return shared is None or self.count(shared, code, amount)

    def count(self, shared: BaseCache, code: str, amount: int) -> bool:
        """Count in a cache that all processes share; False when together they took more than there is."""
        stretch = self.size / self.per_second
        # No code in the cache: who may look there may not write at a table.
        key = salted_hmac("stadsbijeenkomst.limits", f"{self.name}/{code}/{time.time() // stretch}").hexdigest()
        try:
            shared.add(key, 0, timeout=int(stretch) + 1)
            if shared.incr(key, amount) <= self.size:
                return True
            shared.decr(key, amount)
        except Exception as error:
            logger.warning("The shared cache does not count: %s", type(error).__name__)
            return True
        return False

    def _filled(self, kept: tuple[float, float], now: float) -> float:
        left, since = kept
        return min(self.size, left + max(now - since, 0) * self.per_second)


def shared_cache() -> BaseCache | None:
    """Return the cache that every process of the site shares and that counts without a race, if there is one."""
    cache = caches["default"]
    return cache if isinstance(cache, RedisCache) else None


def refused() -> None:
    """Hear that somebody used a code that does not exist; many of them are told in the log, once a minute."""
    if not guesses.take("") and alarms.take(""):
        logger.warning("Many wrong codes are being tried: somebody may be guessing. Let the proxy slow them down.")


# A table of twelve people writes some sixty notes in an evening.
notes = Bucket("notes", size=120, per_second=2)
# Devices that were never heard of before, per table: somebody without cookies is a new one each time.
devices = Bucket("devices", size=60, per_second=0.1)
# Votes that are cast or changed at one table: with a code that leaked, each new device would have votes of its own.
votes = Bucket("votes", size=60, per_second=0.2)
# Four hundred people who mistype a code stay below this.
guesses = Bucket("guesses", size=400, per_second=2)
alarms = Bucket("alarms", size=1, per_second=1 / 60)
# Looks at one Inbrengbon; and all wrong codes together.
vouchers = Bucket("vouchers", size=60, per_second=1)
