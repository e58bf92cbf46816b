"""Seals: canonical bytes, keys and their certificates, envelopes and the two-key release.

The room owns every signature and every cipher that a partner or a court relies on. It refuses to read
a clock, a file or a database: keys, bytes and `now` come in, bytes and values go out.
"""
