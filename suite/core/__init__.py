"""Conformance of the array operations that fft and cluster lean on.

When one of these fails, a transform or a clustering fails too: the failure here names the
cause. The functions are the namespace's own, whatever ``--implementation`` says.
"""
