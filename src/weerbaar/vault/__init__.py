"""The vault: keys, seals and sealed files.

Promises that nothing is readable without a key that was handed to a person or a reporter, that a seal is bound to the
place it lies in, and that destroying a chest's key in the separate store ends every copy. It knows libsodium and
plain ids; it may not know what a case, a desk or a person is.
"""
