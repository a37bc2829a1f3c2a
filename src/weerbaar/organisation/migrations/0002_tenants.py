"""Put every table of the room behind row-level security, and its foreign keys within their tenant."""

from django.db import migrations

from weerbaar.database.operations import SharedTable, TenantForeignKey, TenantTable


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]
    operations = [
        TenantTable("organisation_person"),
        TenantTable("organisation_roleassignment"),
        TenantTable("organisation_desk"),
        TenantTable("organisation_deskmember"),
        TenantTable("organisation_deskoffer"),
        TenantTable("organisation_desklink"),
        TenantTable("organisation_linkreceiver"),
        TenantTable("organisation_signindelay"),
        SharedTable("organisation_tenant"),
        TenantForeignKey("organisation_roleassignment", "person_id", "organisation_person"),
        TenantForeignKey("organisation_person", "manager_id", "organisation_person"),
        TenantForeignKey("organisation_deskmember", "desk_id", "organisation_desk"),
        TenantForeignKey("organisation_deskmember", "person_id", "organisation_person"),
        TenantForeignKey("organisation_deskoffer", "desk_id", "organisation_desk"),
        TenantForeignKey("organisation_linkreceiver", "link_id", "organisation_desklink"),
        TenantForeignKey("organisation_linkreceiver", "person_id", "organisation_person"),
    ]
