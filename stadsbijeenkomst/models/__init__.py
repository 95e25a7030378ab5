from .meeting import Proceedings, Question, StadsbijeenkomstIndexPage, StadsbijeenkomstPage
from .note import BoardEvent, Note
from .table import Table

__all__ = [
    "BoardEvent",
    "Note",
    "Proceedings",
    "Question",
    "StadsbijeenkomstIndexPage",
    "StadsbijeenkomstPage",
    "Table",
]
