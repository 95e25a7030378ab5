"""Addresses of this app that are not pages."""

from django.urls import path

from . import views

app_name = "search"
urlpatterns = [
    path("zoeken/", views.find, name="find"),
    path("zoeken/suggesties", views.suggest, name="suggest"),
]
