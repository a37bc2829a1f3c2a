"""No trouble is no choice: the list of what may be wrong with a mailbox holds only that. Changes nothing in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_signals")]
    operations = [
        migrations.AlterField(
            "mailbox",
            "trouble",
            models.CharField(
                blank=True,
                choices=[
                    ("unreachable", "De mailserver antwoordt niet"),
                    ("untrusted", "De verbinding is niet te vertrouwen"),
                    ("sign_in", "De mailserver weigert de naam of het wachtwoord"),
                    ("no_folder", "De map bestaat niet"),
                    ("no_readers", "Niemand van het meldpunt kan lezen"),
                    ("broken", "De mailserver zegt iets wat wij niet begrijpen"),
                ],
                default="",
                max_length=12,
            ),
        )
    ]
