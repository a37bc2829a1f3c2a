"""A chest is destroyed in two steps: its row says so, and once that is kept its key goes. Of each one when.

Of what was destroyed before this, the round of `vault.jobs` finds within minutes that the key is gone, and says so.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0005_renewal_due_beside")]
    operations = [
        migrations.AlterField(
            "chest",
            "destroyed_at",
            models.DateTimeField(
                help_text="Since when nobody has a key to it any more: what it holds is to end.", null=True
            ),
        ),
        migrations.AddField(
            "chest",
            "key_gone_at",
            models.DateTimeField(
                help_text="Since when the key in the separate store is gone: until then nothing says that it is destroyed.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            "chest",
            models.CheckConstraint(
                condition=models.Q(
                    ("key_gone_at__isnull", True), ("destroyed_at__isnull", False), _connector="OR"
                ),
                name="vault_chest_key_gone",
            ),
        ),
        migrations.AddIndex(
            "chest",
            models.Index(
                condition=models.Q(("destroyed_at__isnull", False), ("key_gone_at__isnull", True)),
                fields=["tenant_id"],
                name="vault_chest_ending",
            ),
        ),
    ]
