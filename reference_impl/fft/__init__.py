"""Discrete Fourier, cosine, sine and Hankel transforms on any array and device."""
