"""The reporter's side: the pages for whoever reports, without an account and without a script.

Promises that everything works in a browser that runs nothing, that who will read it stands before the typing, that a
page which was open too long gives back what was typed, and that nothing is fetched from anybody else. It knows the
intake; it may not know a case, a knock or the log.
"""
