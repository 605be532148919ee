"""People: who is who in which school and class, and what that lets them see."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "historyclass.people"
    label = "people"

    def ready(self) -> None:
        from historyclass.people import navigation

        navigation.add_place(navigation.school_places)
