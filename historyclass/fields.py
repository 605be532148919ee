"""Fields of forms that several apps have."""

import re
from typing import Any

from django import forms


class LinesField(forms.CharField):
    """A text of several lines. A form sent without a script has other line breaks than one read by it: here they are
    one character, whatever the browser sends."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value)


class ParagraphsField(forms.CharField):
    """Paragraphs parted by empty lines: a list of them in code, one text on the page."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The browser would cut what is pasted without a word; the form says that it is too long instead.
        self.widget.attrs.pop("maxlength", None)

    def prepare_value(self, value: Any) -> Any:
        return "\n\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value).replace("\r\n", "\n").replace("\r", "\n")
        return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
