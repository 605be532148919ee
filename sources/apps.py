"""Sources: what students read, loaded from content packs."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"

    def ready(self) -> None:
        from historyclass.people import navigation
        from sources.navigation import library_places
        from sources.packs import sections
        from sources.packs.library import SECTION

        navigation.add_place(library_places)
        sections.register(SECTION)
