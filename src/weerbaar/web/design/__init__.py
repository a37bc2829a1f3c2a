"""The look: tokens, style sheets, page bases and the small pieces that pages are made of.

Promises that a page needs no script and nothing from elsewhere, reads well at both widths and in the dark, and can be
used without a mouse or without seeing it. It may not know a room: it shows what it is given.
"""
