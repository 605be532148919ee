"""On PostgreSQL search goes by an index over its words; SQLite looks through them."""

from django.db import migrations

INDEX = (
    "CREATE INDEX sources_searchentry_words ON sources_searchentry "
    "USING gin (array_to_tsvector(string_to_array(btrim(body), ' ')))"
)


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX sources_searchentry_words")


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_the_library")]

    operations = [migrations.RunPython(index, unindex)]
