"""What every desk shares: the act, its signatures, the fold, states as types, commit and receive."""
