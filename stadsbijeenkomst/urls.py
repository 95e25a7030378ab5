"""Addresses of this app that are not pages."""

from django.urls import path

from .views import board, entry, report

app_name = "stadsbijeenkomst"
urlpatterns = [
    path("doe-mee/", entry.join, name="join"),
    path("doe-mee/<str:code>", entry.write, name="write"),
    path("doe-mee/<str:code>/versturen", entry.send_sheet, name="send_sheet"),
    path("doe-mee/<str:code>/inbreng", entry.send, name="send"),
    path("doe-mee/<str:code>/stand", entry.stand, name="stand"),
    path("doe-mee/<str:code>/mijn", entry.own, name="own"),
    path("doe-mee/<str:code>/mijn/<uuid:uuid>", entry.change, name="change"),
    path("stadsbijeenkomsten/<slug:slug>/bord/", board.board, name="board"),
    path("stadsbijeenkomsten/<slug:slug>/verslag/", report.report, name="report"),
    path("stadsbijeenkomsten/<slug:slug>/verslag/<slug:chapter>/", report.chapter, name="chapter"),
    # What the board asks every few seconds is found without walking the tree of pages.
    path("stadsbijeenkomsten/<int:meeting_id>/wijzigingen", board.changes, name="changes"),
]
