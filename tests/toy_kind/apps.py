"""The app of the toy kind."""

from django.apps import AppConfig


class ToyKindConfig(AppConfig):
    name = "tests.toy_kind"
    label = "toy_kind"

    def ready(self) -> None:
        from activities.kinds import registry
        from tests.toy_kind.kind import KIND

        registry.register(KIND)
