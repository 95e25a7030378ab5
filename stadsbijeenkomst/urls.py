"""Addresses of this app that are not pages."""

app_name = "stadsbijeenkomst"
urlpatterns = []
