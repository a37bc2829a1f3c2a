"""Put every table of the room behind row-level security, and its foreign keys within their tenant."""

from django.db import migrations

from weerbaar.database.operations import TenantTable


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]
    operations = [
        TenantTable("intake_draft"),
    ]
