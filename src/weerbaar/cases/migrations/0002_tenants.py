"""Put every table of the room behind row-level security, and its foreign keys within their tenant."""

from django.db import migrations

from weerbaar.database.operations import TenantForeignKey, TenantTable


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("organisation", "0002_tenants")]
    operations = [
        TenantTable("cases_case"),
        TenantTable("cases_report"),
        TenantTable("cases_access"),
        TenantTable("cases_keptout"),
        TenantTable("cases_term"),
        TenantTable("cases_message"),
        TenantTable("cases_party"),
        TenantTable("cases_decision"),
        TenantTable("cases_answerdraft"),
        TenantTable("cases_consentrequest"),
        TenantForeignKey("cases_case", "desk_id", "organisation_desk"),
        TenantForeignKey("cases_report", "case_id", "cases_case"),
        TenantForeignKey("cases_access", "case_id", "cases_case"),
        TenantForeignKey("cases_keptout", "case_id", "cases_case"),
        TenantForeignKey("cases_term", "case_id", "cases_case"),
        TenantForeignKey("cases_message", "case_id", "cases_case"),
        TenantForeignKey("cases_party", "case_id", "cases_case"),
        TenantForeignKey("cases_decision", "case_id", "cases_case"),
        TenantForeignKey("cases_answerdraft", "case_id", "cases_case"),
        TenantForeignKey("cases_consentrequest", "case_id", "cases_case"),
        TenantForeignKey("cases_consentrequest", "decision_id", "cases_decision"),
    ]
