"""The office: the pages of the people who work on cases, who keep the keys, and who administer who is where.

Promises that every address answers every person rightly: what must not exist for you is not found, what needs you to
sign in or to unlock says so, and nothing that you typed is lost on the way. It decides nothing itself: it asks the
rooms. It may not know the reporter's side.
"""
