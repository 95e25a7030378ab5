from .entry import Entry, EntryQuerySet, by_index
from .synonym import Synonym
from .word import Word

__all__ = ["Entry", "EntryQuerySet", "Synonym", "Word", "by_index"]
