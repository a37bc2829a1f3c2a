"""The chainer's way to a line is its id and no other: no index of lines begins with the tenant any more.

Where the planner's figures do not know a tenant it expects one row of it, and an index that begins with the tenant
looks as good to it as the one by id; it then reads every line of that tenant for each one that waits. Nothing in the
database points at a line or a link, so neither needs the key that other tables would point at.
"""

from __future__ import annotations

from django.db import migrations, models

KEYS = "ALTER TABLE audit_line {}; ALTER TABLE audit_link {};"
DROP = KEYS.format("DROP CONSTRAINT audit_line_tenant_row", "DROP CONSTRAINT audit_link_tenant_row")
ADD = KEYS.format(
    "ADD CONSTRAINT audit_line_tenant_row UNIQUE (tenant_id, id)",
    "ADD CONSTRAINT audit_link_tenant_row UNIQUE (tenant_id, id)",
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.AddIndex("line", models.Index(fields=["subject_id", "at", "id"], name="audit_line_about")),
        migrations.RemoveIndex("line", "audit_line_subject"),
        migrations.RunSQL(DROP, ADD),
    ]
