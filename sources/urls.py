from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from sources.views import chapters, enquiries, items, notes, people, search


class KeyConverter(StringConverter):
    """The key of an item: 16.9."""

    regex = "[A-Za-z0-9][A-Za-z0-9.-]{0,39}"


register_converter(KeyConverter, "key")

app_name = "sources"
urlpatterns = [
    path("library/", enquiries.library, name="library"),
    path("packs/", include("sources.exchange.urls")),
    path("library/<slug:slug>/", enquiries.enquiry, name="enquiry"),
    path("library/<slug:slug>/chapters/<key:key>/", chapters.chapter, name="chapter"),
    path("library/<slug:slug>/pages/<key:key>/", chapters.reading, name="reading"),
    path("library/<slug:slug>/pages/<key:key>/read/", chapters.read, name="read"),
    path("library/<slug:slug>/sources/<key:key>/", items.source, name="source"),
    path("library/<slug:slug>/timelines/<key:key>/", items.timeline, name="timeline"),
    path("library/<slug:slug>/charts/<key:key>/", items.chart, name="chart"),
    path("library/<slug:slug>/people/", people.people, name="people"),
    path("library/<slug:slug>/people/<key:key>/", people.person, name="person"),
    path("library/<slug:slug>/notes/", notes.notes, name="notes"),
    path("library/<slug:slug>/search/", search.search, name="search"),
    path("library/<slug:slug>/glossary/", people.glossary, name="glossary"),
    path("", include("sources.keeping.urls")),
]
