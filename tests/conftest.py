"""What all tests share: property tests that try the same cases each time, without a clock."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
