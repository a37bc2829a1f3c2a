"""The intake: the way in for whoever reports. All that the reporter's pages show comes from here.

Promises that a draft is sealed from its first word, that nothing is sealed to staff before the reporter saw who will
read it, and that a report whose receipt was shown is kept. It knows the spine; it may not know a page.
"""
