"""What goes wrong with a copy, and whom to tell."""

from collections.abc import Callable

Warn = Callable[[str], object]
"""Takes a sentence that does not stop the work."""


class BackupFault(Exception):
    """Why no copy was made, or why one is not restored, in words for whoever ran the command."""
