from .board_event import BoardEvent
from .decision import Decision
from .group import Group, Vote
from .meeting import Proceedings, Question, StadsbijeenkomstIndexPage, StadsbijeenkomstPage
from .note import Note
from .note_deletion import NoteDeletion
from .plan import Plan
from .report import ReportFile, ReportLine, ReportPage
from .table import Device, Table
from .voucher import Voucher

__all__ = [
    "BoardEvent",
    "Decision",
    "Device",
    "Group",
    "Note",
    "NoteDeletion",
    "Plan",
    "Proceedings",
    "Question",
    "ReportFile",
    "ReportLine",
    "ReportPage",
    "StadsbijeenkomstIndexPage",
    "StadsbijeenkomstPage",
    "Table",
    "Vote",
    "Voucher",
]
