"""Put every table of the room behind row-level security, and its foreign keys within their tenant."""

from django.db import migrations

from weerbaar.database.operations import SharedTable, TenantForeignKey, TenantTable


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [
        TenantTable("vault_holder"),
        TenantTable("vault_attestation"),
        TenantTable("vault_chest"),
        TenantTable("vault_grant"),
        TenantTable("vault_sealedfile"),
        SharedTable("vault_session"),
        TenantForeignKey("vault_attestation", "holder_id", "vault_holder"),
        TenantForeignKey("vault_grant", "chest_id", "vault_chest"),
    ]
