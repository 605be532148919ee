"""What is in a copy, in words."""

from django.template.defaultfilters import filesizeformat

from historyclass.backups.archive import Manifest
from historyclass.backups.tables import all_tables


def summary(manifest: Manifest) -> str:
    """Several lines: when it was made, how many rows of what, how many files."""
    tables = all_tables()
    counts = {label: table.rows for label, table in manifest.tables.items() if table.rows}
    lines = [
        # A copy of another version may have tables that are not known here.
        f"{number:>9,} {tables[label].name(number) if label in tables else label}"
        for label, number in counts.items()
    ]
    files = len(manifest.files)
    size = filesizeformat(sum(file.size for file in manifest.files.values()))
    total = f"{sum(counts.values()):,} rows and {files:,} file{'s' * (files != 1)} ({size})"
    return "\n".join([f"As of {manifest.made_at:%d %B %Y, %H:%M} UTC: {total}.", *lines])
