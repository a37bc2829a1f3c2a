"""The organisation: tenants, people, roles, desks and how staff sign in.

Promises that a person is found without a name lying readable in the database, that a role opens no door by itself,
and that an account is delayed and never locked. It may not know what a case is.
"""
