"""How pages look to one person: chosen once, kept with the account, there from a page's first byte."""

from django.db import models


class Theme(models.TextChoices):
    SYSTEM = "", "Like my device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Tint(models.TextChoices):
    """The colour of the paper, light or dark. Their values are in static/src/styles/_tints.scss."""

    NONE = "", "None"
    CREAM = "cream", "Cream"
    BLUE = "blue", "Blue"
    GREEN = "green", "Green"
    ROSE = "rose", "Rose"
    GREY = "grey", "Grey"


class Font(models.TextChoices):
    HOUSE = "", "Literata and Source Sans"
    HYPERLEGIBLE = "hyperlegible", "Atkinson Hyperlegible"
    DYSLEXIC = "dyslexic", "OpenDyslexic"
    DEVICE = "device", "My device’s own"


class TextSize(models.TextChoices):
    """In per cent of what the browser is set to."""

    NORMAL = "", "100 %"
    LARGER = "112", "112 %"
    LARGE = "125", "125 %"
    LARGEST = "150", "150 %"


class Spacing(models.TextChoices):
    NORMAL = "", "Normal"
    WIDE = "wide", "Wider"


class Looks(models.Model):
    """What a person has chosen; empty is the house's own way."""

    theme = models.CharField("light or dark", max_length=5, choices=Theme.choices, default=Theme.SYSTEM, blank=True)
    tint = models.CharField("tint of the paper", max_length=5, choices=Tint.choices, default=Tint.NONE, blank=True)
    font = models.CharField(max_length=12, choices=Font.choices, default=Font.HOUSE, blank=True)
    text_size = models.CharField(max_length=3, choices=TextSize.choices, default=TextSize.NORMAL, blank=True)
    spacing = models.CharField(max_length=4, choices=Spacing.choices, default=Spacing.NORMAL, blank=True)

    class Meta:
        abstract = True

    @property
    def marks_on_html(self) -> dict[str, str]:
        """The attributes of <html> that the style sheet goes by, those that are chosen."""
        chosen = {LOOKS[name]: getattr(self, name) for name in LOOKS}
        return {attribute: value for attribute, value in chosen.items() if value}


# Field of Looks: the attribute of <html> that shows it.
LOOKS = {
    "theme": "data-bs-theme",
    "tint": "data-tint",
    "font": "data-font",
    "text_size": "data-text-size",
    "spacing": "data-spacing",
}
