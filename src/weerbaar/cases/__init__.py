"""The spine: cases, who has been let in, what is said between desk and reporter, and the terms that run.

Promises that nobody sees a case, its row or its count without having been let in, that whoever must stay out gets no
key, and that everything read or done leaves a line. It may not know how a report came in.
"""
