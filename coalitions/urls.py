"""Addresses of this app that are not pages."""

from django.urls import path

from .views import declaration, progress

app_name = "coalitions"
urlpatterns = [
    path("acties/voortgang/<str:token>", progress.tell, name="progress"),
    path("acties/voortgang/<str:token>/dank", progress.told, name="progress_told"),
    path("partners/verklaring/<str:token>", declaration.declaration, name="declaration"),
]
