"""Addresses of this app that are not pages."""

from django.urls import path

from . import feeds
from .views import compose, embed, proposals, registration

app_name = "events"
urlpatterns = [
    path("kalender/<int:page_id>.ics", feeds.calendar, name="calendar"),
    path("kalender/<int:page_id>.atom", feeds.atom, name="atom"),
    path("kalender/<int:page_id>.json", feeds.json, name="json"),
    path("agenda-insluiten/<int:page_id>", embed.frame, name="embed"),
    path("agenda-insluiten/<int:page_id>/uitleg", embed.explain, name="embed_code"),
    path("kalender/samenstellen", compose.compose, name="compose"),
    path("kalender/<int:page_id>/samenstellen", compose.compose, name="compose"),
    path("agenda-voorstel/<int:page_id>", proposals.propose, name="propose"),
    path("agenda-voorstel/<int:page_id>/dank", proposals.proposed, name="proposed"),
    path("kalender/activiteit/<uuid:uid>.ics", feeds.event, name="event"),
    path("aanmelden/<uuid:uid>/", registration.register, name="register"),
    path("aanmelden/<uuid:uid>/<str:on>/", registration.register, name="register"),
    path("aanmelden/<uuid:uid>/klaar/<str:outcome>/", registration.registered, name="registered"),
    path("aanmelding/<str:token>/", registration.own, name="registration"),
]
