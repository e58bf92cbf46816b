"""The vault: the only SQL of acts, logs, outbox and timers, and the files with the matters' keys."""
