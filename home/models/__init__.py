from .city import CitySettings
from .figure import Figure
from .page import ContentPage, HomePage, InWijken, StatementPage, WijkIndexPage, WijkPage
from .theme import Theme

__all__ = [
    "CitySettings",
    "ContentPage",
    "Figure",
    "HomePage",
    "InWijken",
    "StatementPage",
    "Theme",
    "WijkIndexPage",
    "WijkPage",
]
