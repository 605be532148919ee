from django.urls import path

from sources import views

app_name = "sources"
urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/<slug:slug>/", views.enquiry, name="enquiry"),
    path("library/<slug:slug>/sources/<str:key>/", views.source, name="source"),
]
