"""Activities: what students do."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "activities"

    def ready(self) -> None:
        from activities import navigation, set_from
        from activities.affected import affected
        from activities.kinds import registry
        from activities.packs import SECTION
        from activities.sheets import WORK_SHEETS
        from historyclass import slots
        from historyclass.desk import owners
        from historyclass.people.navigation import add_place
        from sources.packs import sections

        registry.discover()
        owners.register(WORK_SHEETS)
        sections.register(SECTION)
        slots.fill("enquiry.set", set_from.for_student)
        slots.fill("import.set", affected)
        add_place(navigation.due_places)
        add_place(navigation.activity_places)
