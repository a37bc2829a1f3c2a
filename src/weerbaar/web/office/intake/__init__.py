"""The pages of what comes in beside the web: entered by the desk, recorded by mayor or registrar, taken out of a mailbox.

Each knows the intake and no table; what is typed lies in a draft under the cookie of who enters it.
"""
