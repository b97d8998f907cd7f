"""Random programs, and those that once failed."""
