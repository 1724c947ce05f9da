"""The conformance suite: ``pytest --pyargs pytest_array_api.suite``.

It imports no array library but NumPy, which only carries inputs and expected values on the
host. docs/suite.md says how to read it and how to add functions.
"""
