"""Nothing is written with secrecy that is lifted without its paper: no key of the case would hold that text."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_lifting_without_paper")]
    operations = [migrations.RemoveField(model_name="secrecy", name="sealed_lift")]
