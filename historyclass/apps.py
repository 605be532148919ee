"""The site itself as an app: its commands, template tags and checks."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "historyclass"
    label = "site"
