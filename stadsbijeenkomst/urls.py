"""Addresses of this app that are not pages."""

from django.urls import path

from .views import board, entry, host, later, previous, report, vouchers, worker

app_name = "stadsbijeenkomst"
urlpatterns = [
    path("doe-mee/", entry.join, name="join"),
    path("doe-mee/sw.js", worker.worker, name="worker"),
    path("doe-mee/<str:code>", entry.write, name="write"),
    path("doe-mee/<str:code>/versturen", entry.send_sheet, name="send_sheet"),
    path("doe-mee/<str:code>/inbreng", entry.send, name="send"),
    path("doe-mee/<str:code>/stand", entry.stand, name="stand"),
    path("doe-mee/<str:code>/wissen", entry.forget, name="forget"),
    path("doe-mee/<str:code>/mijn", entry.own, name="own"),
    path("doe-mee/<str:code>/mijn/<uuid:uuid>", entry.change, name="change"),
    path("doe-mee/<str:code>/mijn/bon", vouchers.keep, name="keep_voucher"),
    path("doe-mee/<str:code>/tafel", host.host, name="host"),
    path("doe-mee/<str:code>/tafel/<uuid:uuid>", host.host_note, name="host_note"),
    path("doe-mee/<str:code>/papier", host.typed, name="paper"),
    path("doe-mee/<str:code>/overnemen", host.take_over, name="handover"),
    path("inbrengbon/", vouchers.ask, name="voucher_ask"),
    path("inbrengbon/<str:code>", vouchers.show, name="voucher"),
    path("doe-mee/<str:code>/stemmen", later.vote, name="vote"),
    path("doe-mee/<str:code>/acties", later.plan, name="plans"),
    path("stadsbijeenkomsten/<slug:slug>/vorige/", previous.previous, name="previous"),
    path("stadsbijeenkomsten/<slug:slug>/bord/", board.board, name="board"),
    path("stadsbijeenkomsten/<int:meeting_id>/verslag.<str:kind>", report.file, name="report_file"),
    path("stadsbijeenkomsten/<slug:slug>/scherm/", board.hall, name="hall"),
    # What the board asks every few seconds is found without walking the tree of pages.
    path("stadsbijeenkomsten/<int:meeting_id>/wijzigingen", board.changes, name="changes"),
]
