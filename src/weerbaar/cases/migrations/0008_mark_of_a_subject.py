"""The mark of whom the case is about is told apart from one that a handler may take back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_lifting_without_text")]
    operations = [
        migrations.AlterField(
            model_name="keptout",
            name="origin",
            field=models.CharField(
                choices=[
                    ("filed", "Bij de melding"),
                    ("named", "Door een behandelaar"),
                    ("subject", "Vastgelegd als betrokkene"),
                    ("recused", "Teruggetrokken"),
                ],
                default="filed",
                max_length=10,
            ),
        ),
    ]
