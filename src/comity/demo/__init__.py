"""The fictitious world in which the demonstration, the console and the tests play."""
