"""How many notes one code may send: a flood from a leaked code must not drown the evening.

Per code and never per IP address: a whole hall stands behind one address.
"""

import threading
import time
from collections.abc import Callable


class Bucket:
    """A full bucket of `size` notes for each code, that fills again with `per_second` notes.

    Lives in the memory of one process, so with several processes a code may send as many times more. That is
    enough against a flood, and costs no query.
    """

    def __init__(self, size: int, per_second: float, clock: Callable[[], float] = time.monotonic):
        self.size, self.per_second, self.clock = size, per_second, clock
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
            return True

    def _filled(self, kept: tuple[float, float], now: float) -> float:
        left, since = kept
        return min(self.size, left + (now - since) * self.per_second)


# A table of twelve people writes some sixty notes in an evening.
notes = Bucket(size=120, per_second=2)
# Devices that were never heard of before, per table: somebody without cookies is a new one each time.
devices = Bucket(size=60, per_second=0.1)
