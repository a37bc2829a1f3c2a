"""A mailbox that stays in trouble: when somebody was knocked for it; and one more thing that may be wrong with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_mailbox_full")]
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
                    ("not_taken", "Een bericht kan niet worden opgehaald"),
                    ("broken", "De mailserver zegt iets wat wij niet begrijpen"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            "mailbox",
            "told_on",
            models.DateField(help_text="When people were knocked because it lasts.", null=True),
        ),
    ]
