"""What a town knows of a desk that it is offered, and whether it said no."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0004_suspension_reason")]
    operations = [
        migrations.AddField("desklink", "declined_at", models.DateTimeField(null=True)),
        migrations.AddField("desklink", "sealed_facts", models.BinaryField(null=True)),
    ]
