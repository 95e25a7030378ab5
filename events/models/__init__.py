from .event import EventPage, EventTheme, LanguagesField
from .feed import FeedEntry, Listing
from .occurrence import Occurrence
from .page import AgendaPage
from .venue import Venue

__all__ = ["AgendaPage", "EventPage", "EventTheme", "FeedEntry", "LanguagesField", "Listing", "Occurrence", "Venue"]
