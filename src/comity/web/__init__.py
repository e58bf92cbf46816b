"""The doors that others knock at: partner's envelopes, programs, eyes. Each calls a desk, none decides."""
