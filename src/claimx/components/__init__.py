"""The steps from a parsed Doc to its claims, one room each."""
