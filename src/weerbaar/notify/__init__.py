"""Knocks on the door: messages that can hold no content, no name and no kind.

Promises that a knock has the same text and size for everybody and leaves in fixed rounds. It knows sealed addresses
and the postman's key, and nothing of what there is to read behind the door.
"""
