"""A second JAX CPU device for these tests: JAX reads the number at its first use."""

from __future__ import annotations

import os

from pytest_array_api.backends import Target, prepare_environment

os.environ.update(prepare_environment([Target("jax.numpy", "cpu:1")]))
