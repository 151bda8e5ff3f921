"""What all tests share: property tests without a clock, for machines with other work to do."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
