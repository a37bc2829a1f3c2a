"""The database: one PostgreSQL, three roles, every tenant behind row-level security.

Promises that a query without a tenant sees no tenant's rows and that no row can point into another tenant.
It knows how rows are kept apart, not what they mean.
"""
