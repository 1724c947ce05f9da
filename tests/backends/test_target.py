"""Targets: the grammar, the canonical text, and what parsing refuses."""

from __future__ import annotations

import copy
import pickle

import pytest

from pytest_array_api.backends import BACKENDS, Target

CANONICAL = [
    "numpy",
    "numpy+readonly",
    "array_api_strict:device1",
    "array_api_strict:no_float64+strictest",
    "torch:cuda:1",
    "torch:fakegpu+nofloat64",
    "torch:fakegpu:1",
    "torch:meta",
    "torch+float32+guarded",
    "jax.numpy:cpu:1+jit",
    "dask.array+lazy",
    "cupy:cuda:3",
    "mypkg.xp:tpu:2",
    "mypkg.xp+odd",
]
SPELLINGS = {
    "jax": "jax.numpy",
    "jnp+jit": "jax.numpy+jit",
    "dask": "dask.array",
    "strict": "array_api_strict",
    "array-api-strict:device1": "array_api_strict:device1",
    "strict:cpu": "array_api_strict:CPU_DEVICE",
    "mlx": "mlx.core",
    "jax:gpu": "jax.numpy:cuda",
    "cupy:gpu": "cupy:cuda",
    "torch+meta": "torch:meta",
    "torch:fakegpu:0": "torch:fakegpu",
    "torch+guarded+float32+guarded": "torch+float32+guarded",
    " torch ": "torch",
}


@pytest.mark.parametrize("text", CANONICAL)
def test_canonical_text_round_trips(text):
    """A canonical text names itself, apart from the order of its variants."""
    target = Target.parse(text)
    assert Target.parse(str(target)) == target
    assert sorted(str(target).split("+")) == sorted(text.split("+"))


@pytest.mark.parametrize(("spelling", "text"), SPELLINGS.items())
def test_aliases_have_one_canonical_text(spelling, text):
    """Every accepted spelling gives the one public id."""
    assert str(Target.parse(spelling)) == text


def test_variants_are_sorted_and_unique():
    """Targets that mean the same are equal, hash alike and print alike."""
    first = Target("torch", None, ("guarded", "float32", "guarded"))
    second = Target("torch", variants=("float32", "guarded"))
    assert first == second
    assert hash(first) == hash(second)
    assert str(first) == "torch+float32+guarded"


def test_target_is_a_value():
    """Targets can be pickled, copied, sorted and not changed."""
    target = Target.parse("jax:cpu:1+jit")
    assert pickle.loads(pickle.dumps(target)) == target
    assert copy.deepcopy(target) == target
    assert min(Target("torch"), Target("numpy")).backend == "numpy"
    with pytest.raises(AttributeError):
        target.device = "cpu"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a target: expected backend"),
        ("a b", "'a b' is not a target"),
        ("torch:", "'torch:' is not a target"),
        ("torch:cuda:x", "is not a target"),
        ("torch:cuda:1:2", "is not a target"),
        ("torch+", "is not a target"),
        ("torch/cuda", "is not a target"),
        (
            "torch:cudaa",
            r"backend 'torch' has no device 'cudaa' \(did you mean 'cuda'\?\); its dev",
        ),
        ("numpy:cuda", "backend 'numpy' has no device 'cuda'; its devices: 'cpu'"),
        ("jax+jitt", r"no variant 'jitt' \(did you mean 'jit'\?\); its variants: 'float32'"),
        ("numpy+jit", "backend 'numpy' has no variant 'jit'; its variants: 'readonly'"),
        ("sparse+lazy", "its variants: none"),
        ("torch+nofloat64", "'torch\\+nofloat64': .* works on torch:fakegpu only"),
        ("torch:fakegpu+guarded", "'guarded' works on torch:cpu or torch:cuda"),
        ("jax+guarded", "'guarded' works on jax.numpy:cuda"),
    ],
)
def test_parse_names_what_is_wrong_and_what_is_allowed(text, message):
    """A refusal shows the given text, a close match and the choices."""
    with pytest.raises(ValueError, match=message):
        Target.parse(text)


def test_simulated_devices_are_marked():
    """Devices without hardware are told from real ones by the target alone."""
    simulated = ["torch:fakegpu", "torch:fakegpu:1", "torch+meta", "jax:cpu:1", "strict:device1"]
    real = ["torch", "torch:cuda", "jax:cpu", "strict:cpu", "numpy+readonly", "mypkg.xp:odd"]
    assert all(Target.parse(text).simulated for text in simulated)
    assert not any(Target.parse(text).simulated for text in real)


def test_table_lists_the_backends_under_unique_names():
    """No two rows answer to the same name."""
    names = [name for row in BACKENDS for name in (row.name, *row.aliases)]
    assert len(names) == len(set(names))
    assert [row.name for row in BACKENDS] == [
        *("numpy", "array_api_strict", "torch", "cupy", "jax.numpy", "dask.array", "sparse"),
        *("dpnp", "mlx.core", "ndonnx"),
    ]
