"""Guests: holders with a receipt who are no reporters, several of them in a chest whose successor goes to them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_tenants")]
    operations = [
        migrations.RemoveConstraint("holder", "vault_holder_kind"),
        migrations.AlterField(
            "holder",
            "kind",
            models.CharField(
                choices=[
                    ("person", "Person"),
                    ("reporter", "Reporter"),
                    ("guest", "Guest"),
                    ("notebook", "Notebook"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "holder",
            "alias",
            models.UUIDField(help_text="For a person keyed outside the database, for others random."),
        ),
        migrations.AlterField(
            "holder",
            "look_up",
            models.BinaryField(
                help_text="Of who has a receipt: derived from it, apart from the key.", null=True
            ),
        ),
        migrations.AlterField(
            "chest",
            "sealed_holder",
            models.BinaryField(
                help_text="Alias and public key of who has a receipt, sealed with the chest's own: a successor goes to that.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            "holder",
            models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "reporter", "guest", "notebook"])),
                name="vault_holder_kind",
            ),
        ),
    ]
