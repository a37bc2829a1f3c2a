"""Put every table of the room behind row-level security, and its foreign keys within their tenant."""

from django.db import migrations

from weerbaar.database.operations import TenantForeignKey, TenantTable


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial")]
    operations = [
        TenantTable("notify_address"),
        TenantTable("notify_knock"),
        TenantForeignKey("notify_knock", "address_id", "notify_address"),
    ]
