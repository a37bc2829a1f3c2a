"""The pages of people who work on cases: the worklist, the file page and its acts.

They show what `cases` answers and call its verbs; no rule stands here. Nothing of a case stays in the session but until
when its names are open.
"""
