"""The vocabulary of the law: named facts by what they speak of."""
