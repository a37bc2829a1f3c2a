"""An address on Tor leads to one municipality."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_tenants")]
    operations = [
        migrations.AddConstraint(
            model_name="tenant",
            constraint=models.UniqueConstraint(
                fields=["onion"],
                condition=~models.Q(onion=""),
                name="organisation_tenant_onion",
            ),
        ),
    ]
