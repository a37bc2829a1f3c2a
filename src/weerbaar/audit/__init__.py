"""The log: who did or saw what, and when, in lines that cannot be changed unseen.

Promises that every verb leaves exactly one line in its own transaction, that a line holds random ids, a verb and a
time and never a text or a name, and that changing, removing, reordering or cutting off lines is found by `verify` as
long as one signed checkpoint was kept outside the reach of whoever runs the server.

It may not know what its ids stand for: no person, case or key is imported here, and no foreign key leaves this room.
There is deliberately no question that gathers the lines of one member of staff.
"""
