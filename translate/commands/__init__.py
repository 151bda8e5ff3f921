"""The verbs of the command line, one module each: arguments in, text out, no logic."""
