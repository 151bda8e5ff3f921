"""What all tests share: property tests that try the same cases each time, a cache of their own."""

import os
import tempfile

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

# Converted models go to a folder that ends with the tests, here and in programs started by them.
_CACHE = tempfile.TemporaryDirectory(prefix="termtreu-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE.name
