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
        TenantTable("cases_suspension"),
        TenantTable("cases_triage"),
        TenantTable("cases_duty"),
        TenantTable("cases_measure"),
        TenantTable("cases_referral"),
        TenantTable("cases_subjectnotice"),
        TenantTable("cases_account"),
        TenantTable("cases_decisionasked"),
        TenantTable("cases_secrecy"),
        TenantTable("cases_registerentry"),
        TenantTable("cases_ownterm"),
        TenantTable("cases_ownletter"),
        TenantTable("cases_freeday"),
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
        TenantForeignKey("cases_suspension", "term_id", "cases_term"),
        TenantForeignKey("cases_suspension", "decision_id", "cases_decision"),
        TenantForeignKey("cases_triage", "case_id", "cases_case"),
        TenantForeignKey("cases_duty", "case_id", "cases_case"),
        TenantForeignKey("cases_measure", "case_id", "cases_case"),
        TenantForeignKey("cases_referral", "case_id", "cases_case"),
        TenantForeignKey("cases_subjectnotice", "case_id", "cases_case"),
        TenantForeignKey("cases_account", "case_id", "cases_case"),
        TenantForeignKey("cases_decisionasked", "case_id", "cases_case"),
        TenantForeignKey("cases_registerentry", "case_id", "cases_case"),
        TenantForeignKey("cases_measure", "party_id", "cases_party"),
        TenantForeignKey("cases_subjectnotice", "party_id", "cases_party"),
        TenantForeignKey("cases_subjectnotice", "message_id", "cases_message"),
        TenantForeignKey("cases_secrecy", "asked_id", "cases_decisionasked"),
    ]
