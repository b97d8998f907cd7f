"""The parts of `mxgrad.test_utils`, one topic a file."""
