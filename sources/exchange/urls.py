from django.urls import path

from sources.exchange import views

urlpatterns = [
    path("", views.packs, name="packs"),
    path("<slug:slug>.zip", views.download, name="download"),
    path("imports/<int:import_id>/", views.preview, name="import"),
]
