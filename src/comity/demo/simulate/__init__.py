"""A foreign node that follows a script: it answers, refuses, delays, fails and lies, to test another node."""
