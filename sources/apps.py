"""Sources: what students read, loaded from content packs."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"

    def ready(self) -> None:
        from historyclass.people import navigation
        from sources.navigation import library_places
        from sources.packs import library, sections, timelines

        navigation.add_place(library_places)
        sections.register(library.SECTION)
        sections.register(timelines.SECTION)
