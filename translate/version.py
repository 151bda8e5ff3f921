"""The version, in a file of its own: the build reads it without running anything."""

VERSION = "0.1.0"
