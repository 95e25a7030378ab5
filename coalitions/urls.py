"""Addresses of this app that are not pages."""

from django.urls import path

from . import feeds
from .views import confirming, declaration, factsheet, following, joining, leading, news, progress, reminders, starting

app_name = "coalitions"
urlpatterns = [
    path("factsheets/<int:page_id>.pdf", factsheet.file, {"kind": "factsheet"}, name="factsheet_pdf"),
    path("factsheets/<int:page_id>.csv", factsheet.file, {"kind": "csv"}, name="factsheet_csv"),
    path("factsheets/<int:page_id>/brief.pdf", factsheet.file, {"kind": "letter"}, name="factsheet_letter_pdf"),
    path("coalities/beginnen", starting.start, name="start"),
    path("coalities/beginnen/bedankt", starting.started, name="started"),
    path("coalities/bevestigen/<str:token>", confirming.confirm, name="confirm"),
    path("coalities/<int:page_id>/aansluiten", joining.join, name="join"),
    path("coalities/<int:page_id>/aansluiten/bedankt", joining.joined, name="joined"),
    path("coalities/<int:page_id>/trekker", leading.ask, name="lead_link"),
    path("coalities/trekker/<str:token>", leading.lead, name="lead"),
    path("acties/geen-herinnering/<str:token>", reminders.stop, name="stop_reminders"),
    path("acties/voortgang/<str:token>", progress.tell, name="progress"),
    path("acties/voortgang/<str:token>/dank", progress.told, name="progress_told"),
    path("coalities/<int:page_id>/nieuws", news.listed, name="news"),
    path("coalities/<int:page_id>/nieuws.atom", feeds.news, name="news_feed"),
    path("partners/verklaring/<str:token>", declaration.declaration, name="declaration"),
    path("volgen/bevestigen/<str:token>", following.confirm, name="follow_confirm"),
    path("volgen/stoppen/<str:token>", following.stop, name="unfollow"),
    path("volgen/<str:kind>/<int:pk>", following.follow, name="follow"),
    path("volgen/<str:kind>/<int:pk>/dank", following.asked, name="follow_asked"),
]
