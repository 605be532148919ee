from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from sources import views


class KeyConverter(StringConverter):
    """The key of an item: 16.9."""

    regex = "[A-Za-z0-9][A-Za-z0-9.-]{0,39}"


register_converter(KeyConverter, "key")

app_name = "sources"
urlpatterns = [
    path("library/", views.library, name="library"),
    path("packs/", include("sources.exchange.urls")),
    path("library/<slug:slug>/", views.enquiry, name="enquiry"),
    path("library/<slug:slug>/chapters/<key:key>/", views.chapter, name="chapter"),
    path("library/<slug:slug>/pages/<key:key>/", views.reading, name="reading"),
    path("library/<slug:slug>/sources/<key:key>/", views.source, name="source"),
    path("library/<slug:slug>/timelines/<key:key>/", views.timeline, name="timeline"),
    path("library/<slug:slug>/charts/<key:key>/", views.chart, name="chart"),
    path("library/<slug:slug>/people/<key:key>/", views.person, name="person"),
    path("library/<slug:slug>/glossary/", views.glossary, name="glossary"),
]
