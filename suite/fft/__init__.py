"""Conformance of `fft`: transforms, their helpers, and what they must not do."""
