"""Marking: what teachers do with work: set it, follow it, mark it, return it."""

from django.apps import AppConfig


class MarkingConfig(AppConfig):
    name = "activities.marking"
    label = "marking"

    def ready(self) -> None:
        from activities import margins
        from activities.marking import closing, drafts, navigation, returned, set_from, set_work
        from historyclass import slots
        from historyclass.desk import owners
        from historyclass.people.navigation import add_place
        from sources import set_work as library

        add_place(navigation.class_places)
        owners.register(drafts.MARK_DRAFTS)
        slots.fill("work.returned", returned.feedback)
        slots.fill("work.sent_back", returned.sent_back)
        slots.fill("class.closing", closing.under_way)
        slots.fill("enquiry.set", set_from.for_teacher)
        margins.provide(returned.margins)
        library.provide(set_work.set_work)
