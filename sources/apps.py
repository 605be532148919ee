"""Sources: what students read, loaded from content packs."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"

    def ready(self) -> None:
        from historyclass import slots
        from historyclass.desk import owners
        from historyclass.people import navigation
        from sources.exchange.entrance import entrance
        from sources.navigation import library_places
        from sources.packs import charts, library, people, readings, sections, timelines
        from sources.sheets import NOTE_SHEETS
        from sources.views.notes import margin

        owners.register(NOTE_SHEETS)
        slots.fill("page.margin", margin)
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
