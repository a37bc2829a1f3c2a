"""The living page, in the clothes of each face."""

from django.urls import path

from weerbaar.web.design import views

app_name = "design"
urlpatterns = [
    path("", views.living, {"face": "office"}, name="living"),
    path("melder/", views.living, {"face": "reporter"}, name="living_reporter"),
]
