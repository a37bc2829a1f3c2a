"""One more thing that may be wrong with a mailbox: there is no room here. Changes nothing in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_mail_set_aside")]
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
                    ("full", "Er is hier geen ruimte meer"),
                    ("broken", "De mailserver zegt iets wat wij niet begrijpen"),
                ],
                default="",
                max_length=12,
            ),
        )
    ]
