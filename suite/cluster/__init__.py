"""Conformance of `cluster`: vector quantisation and hierarchical clustering."""
