"""Empties the outbox, at least once: packs after the commit, keeps the bytes, sends, keeps the receipt."""
