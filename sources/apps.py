"""Sources: what students read, loaded from content packs."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"

    def ready(self) -> None:
        from historyclass import slots
        from historyclass.people import navigation
        from sources.exchange.entrance import entrance
        from sources.navigation import library_places
        from sources.packs import charts, library, people, readings, sections, timelines

        navigation.add_place(library_places)
        slots.fill("library.head", entrance)
        for section in [
            library.SECTION,
            people.PEOPLE,
            people.GLOSSARY,
            timelines.SECTION,
            readings.SECTION,
            charts.SECTION,
        ]:
            sections.register(section)
