"""Calls of the functions of whole arrays, with results that can be checked by eye."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._inputs import Input, literal
from ._specs import Operation


class DType(str):
    """A dtype, by the name that the standard gives it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A call and what it gives.

    Parameters
    ----------
    operation
        The function.
    label
        What is special about the call.
    args, kwargs
        Of the call: inputs, lists of inputs, `DType`, plain values.
    gives
        Nested lists; a tuple of them for a function that returns several arrays.
    dtype
        Of the result: a name, or a kind of default dtype; None is the first input's, "index"
        any: that of positions is checked on its own.
    """

    operation: Operation
    label: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    gives: Any
    dtype: str | None

    @property
    def inputs(self) -> list[Input]:
        """Return all inputs, those in lists among them."""
        found: list[Input] = []
        for arg in (*self.args, *self.kwargs.values()):
            found += [x for x in (arg if isinstance(arg, list) else [arg]) if isinstance(x, Input)]
        return found


def example(
    name: str,
    label: str,
    *args: Any,
    gives: Any,
    returns: str | None = None,
    requires: tuple[str, ...] = (),
    **kwargs: Any,
) -> Example:
    """Return a row of the table."""
    return Example(Operation(name, requires), label, args, kwargs, gives, returns)


INTEGRAL, FLOATING = "integral", "real floating"
inf, nan = float("inf"), float("nan")
T, F = True, False

M = literal([[1, 2, 3], [4, 5, 6]], "int64")
V = literal([3, 1, 2], "int64")
W = literal([[1, 2, 3]], "int64")
BOX = literal([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]], "int64")
ONE = literal(5, "int64")
X = literal([1.5, -0.5, 2.0, 0.25], "float64")
R = literal([[1.0, 2.0, 4.0], [8.0, -1.0, 0.5]], "float64")
S = literal([1.5, -0.5, 2.0, 0.25], "float32")
C = literal([1 + 2j, -3j, 2.0], "complex128")
B = literal([[True, False, True], [False, False, True]])
NONE = literal([], "float64")
NO_ROWS = literal([[], []], "float64")
SPARSE = literal([[0.0, 2.0, 0.0], [nan, 0.0, -1.0]], "float64")
BLOCK = literal([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], "int64")

CREATION = (
    example("arange", "stop", 4, gives=[0, 1, 2, 3], returns=INTEGRAL),
    example("arange", "start-stop", 2, 5, gives=[2, 3, 4], returns=INTEGRAL),
    example("arange", "backwards", 5, 0, -2, gives=[5, 3, 1], returns=INTEGRAL),
    example("arange", "fractions", 0.0, 1.0, 0.25, gives=[0, 0.25, 0.5, 0.75], returns=FLOATING),
    example("arange", "nothing", 3, 3, gives=[], returns=INTEGRAL),
    example("arange", "float32", 3, dtype=DType("float32"), gives=[0, 1, 2], returns="float32"),
    example("linspace", "both-ends", 0.0, 1.0, 5, gives=[0, 0.25, 0.5, 0.75, 1], returns=FLOATING),
    example("linspace", "open", 0.0, 1.0, 4, endpoint=False, gives=[0, 0.25, 0.5, 0.75],
            returns=FLOATING),
    example("linspace", "backwards", 5.0, -5.0, 3, gives=[5, 0, -5], returns=FLOATING),
    example("linspace", "one", 2.0, 3.0, 1, gives=[2], returns=FLOATING),
    example("eye", "above", 2, 3, k=1, gives=[[0, 1, 0], [0, 0, 1]], returns=FLOATING),
    example("eye", "below", 3, k=-1, gives=[[0, 0, 0], [1, 0, 0], [0, 1, 0]], returns=FLOATING),
    example("eye", "tall", 3, 2, gives=[[1, 0], [0, 1], [0, 0]], returns=FLOATING),
    example("full", "integer", (2, 2), 7, gives=[[7, 7], [7, 7]], returns=INTEGRAL),
    example("full", "fraction", 2, 1.5, gives=[1.5, 1.5], returns=FLOATING),
    example("full", "bool", (2,), True, gives=[T, T], returns="bool"),
    example("full", "float32", (), 2, dtype=DType("float32"), gives=2.0, returns="float32"),
    example("full_like", "alike", M, 7, gives=[[7, 7, 7], [7, 7, 7]]),
    example("full_like", "float32", M, 0.5, dtype=DType("float32"), gives=[[0.5] * 3] * 2,
            returns="float32"),
    example("zeros_like", "alike", M, gives=[[0, 0, 0], [0, 0, 0]]),
    example("zeros_like", "single", S, gives=[0, 0, 0, 0]),
    example("zeros_like", "bool", M, dtype=DType("bool"), gives=[[F] * 3] * 2, returns="bool"),
    example("ones_like", "alike", M, gives=[[1, 1, 1], [1, 1, 1]]),
    example("ones_like", "single", S, gives=[1, 1, 1, 1]),
    example("ones_like", "integer", S, dtype=DType("int64"), gives=[1] * 4, returns="int64"),
    example("zeros", "shape", (2, 3), gives=[[0] * 3] * 2, returns=FLOATING),
    example("ones", "shape", (2, 1), gives=[[1], [1]], returns=FLOATING),
    example("tril", "diagonal", M, gives=[[1, 0, 0], [4, 5, 0]]),
    example("tril", "above", M, k=1, gives=[[1, 2, 0], [4, 5, 6]]),
    example("tril", "below", M, k=-1, gives=[[0, 0, 0], [4, 0, 0]]),
    example("triu", "diagonal", M, gives=[[1, 2, 3], [0, 5, 6]]),
    example("triu", "above", M, k=1, gives=[[0, 2, 3], [0, 0, 6]]),
    example("triu", "batch", BLOCK, gives=[[[1, 2], [0, 4]], [[5, 6], [0, 8]]]),
    example("tril", "batch", BLOCK, gives=[[[1, 0], [3, 4]], [[5, 0], [7, 8]]]),
    example("meshgrid", "xy", V, literal([7, 8], "int64"),
            gives=([[3, 1, 2], [3, 1, 2]], [[7, 7, 7], [8, 8, 8]])),
    example("meshgrid", "ij", V, literal([7, 8], "int64"), indexing="ij",
            gives=([[3, 3], [1, 1], [2, 2]], [[7, 8], [7, 8], [7, 8]])),
    example("asarray", "lists", [[1, 2], [3, 4]], gives=[[1, 2], [3, 4]], returns=INTEGRAL),
    example("asarray", "fractions", [0.5, 2], gives=[0.5, 2], returns=FLOATING),
    example("asarray", "bool", [True, False], gives=[T, F], returns="bool"),
    example("asarray", "float32", [1, 2], dtype=DType("float32"), gives=[1, 2], returns="float32"),
    example("asarray", "array-to-float32", M, dtype=DType("float32"), gives=[[1, 2, 3], [4, 5, 6]],
            returns="float32"),
)  # fmt: skip

MANIPULATION = (
    example("broadcast_arrays", "three", V, literal([[10], [20]], "int64"), ONE,
            gives=([[3, 1, 2]] * 2, [[10] * 3, [20] * 3], [[5] * 3] * 2)),
    example("broadcast_to", "leading", V, (2, 3), gives=[[3, 1, 2], [3, 1, 2]]),
    example("concat", "rows", [M, W], axis=0, gives=[[1, 2, 3], [4, 5, 6], [1, 2, 3]]),
    example("concat", "three", [V, literal([9], "int64"), literal([8, 7], "int64")],
            gives=[3, 1, 2, 9, 8, 7]),
    example("concat", "columns", [M, literal([[7], [8]], "int64")], axis=-1,
            gives=[[1, 2, 3, 7], [4, 5, 6, 8]]),
    example("concat", "flat", [M, V], axis=None, gives=[1, 2, 3, 4, 5, 6, 3, 1, 2]),
    example("concat", "promotes", [S, X], gives=[1.5, -0.5, 2, 0.25] * 2, returns="float64"),
    example("concat", "empty", [NONE, X], gives=[1.5, -0.5, 2.0, 0.25]),
    example("expand_dims", "first", V, axis=0, gives=[[3, 1, 2]]),
    example("expand_dims", "last", M, axis=-1, gives=[[[1], [2], [3]], [[4], [5], [6]]]),
    example("expand_dims", "0-d", ONE, axis=0, gives=[5]),
    example("flip", "all", M, gives=[[6, 5, 4], [3, 2, 1]]),
    example("flip", "first", M, axis=0, gives=[[4, 5, 6], [1, 2, 3]]),
    example("flip", "two-of-three", BOX, axis=(0, 2),
            gives=[[[8, 7], [10, 9], [12, 11]], [[2, 1], [4, 3], [6, 5]]]),
    example("matrix_transpose", "square", literal([[1, 2], [3, 4]], "int64"),
            gives=[[1, 3], [2, 4]]),
    example("matrix_transpose", "batch", BOX,
            gives=[[[1, 3, 5], [2, 4, 6]], [[7, 9, 11], [8, 10, 12]]]),
    example("moveaxis", "first-to-last", BOX, 0, -1,
            gives=[[[1, 7], [2, 8]], [[3, 9], [4, 10]], [[5, 11], [6, 12]]]),
    example("moveaxis", "two", BOX, (0, 1), (1, 2),
            gives=[[[1, 3, 5], [7, 9, 11]], [[2, 4, 6], [8, 10, 12]]]),
    example("permute_dims", "cyclic", BOX, (1, 2, 0),
            gives=[[[1, 7], [2, 8]], [[3, 9], [4, 10]], [[5, 11], [6, 12]]]),
    example("repeat", "flat", M, 2, gives=[1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]),
    example("repeat", "axis", M, 2, axis=0, gives=[[1, 2, 3], [1, 2, 3], [4, 5, 6], [4, 5, 6]]),
    example("repeat", "each", V, literal([0, 2, 1], "int64"), gives=[1, 1, 2],
            requires=("data-dependent shapes",)),
    example("reshape", "unknown", M, (3, -1), gives=[[1, 2], [3, 4], [5, 6]]),
    example("reshape", "flat", BLOCK, (-1,), gives=[1, 2, 3, 4, 5, 6, 7, 8]),
    example("reshape", "to-1-d", ONE, (1,), gives=[5]),
    example("reshape", "to-0-d", literal([[7]], "int64"), (), gives=7),
    example("reshape", "nothing", NO_ROWS, (0, 2), gives=NO_ROWS.values.T),
    example("roll", "flat", M, 1, gives=[[6, 1, 2], [3, 4, 5]]),
    example("roll", "backwards", V, -1, axis=0, gives=[1, 2, 3]),
    example("roll", "beyond", V, 4, axis=-1, gives=[2, 3, 1]),
    example("roll", "two-axes", M, (1, -1), axis=(0, 1), gives=[[5, 6, 4], [2, 3, 1]]),
    example("squeeze", "one-of-two", literal([[[1], [2]]], "int64"), 0, gives=[[1], [2]]),
    example("squeeze", "both", literal([[[1], [2]]], "int64"), (0, -1), gives=[1, 2]),
    example("stack", "first", [V, V], gives=[[3, 1, 2], [3, 1, 2]]),
    example("stack", "last", [M, M], axis=-1,
            gives=[[[1, 1], [2, 2], [3, 3]], [[4, 4], [5, 5], [6, 6]]]),
    example("tile", "rows-columns", V, (2, 2), gives=[[3, 1, 2, 3, 1, 2]] * 2),
    example("tile", "columns", M, (1, 2), gives=[[1, 2, 3, 1, 2, 3], [4, 5, 6, 4, 5, 6]]),
    example("unstack", "first", M, gives=([1, 2, 3], [4, 5, 6])),
    example("unstack", "last", M, axis=-1, gives=([1, 4], [2, 5], [3, 6])),
)  # fmt: skip

SELECTION = (
    example("argmax", "flat", M, gives=5, returns="indexing"),
    example("argmin", "flat", literal([[3, 1], [0, 2]], "int64"), gives=2, returns="indexing"),
    example("argmax", "keepdims", M, axis=1, keepdims=True, gives=[[2], [2]], returns="indexing"),
    example("count_nonzero", "all", SPARSE, gives=3, returns="index"),
    example("count_nonzero", "axis", SPARSE, axis=0, gives=[1, 1, 1], returns="index"),
    example("count_nonzero", "keepdims", SPARSE, axis=1, keepdims=True, gives=[[1], [2]],
            returns="index"),
    example("count_nonzero", "bool", B, axis=1, gives=[2, 1], returns="index"),
    example("nonzero", "2-d", SPARSE, gives=([0, 1, 1], [1, 0, 2]), returns="indexing",
            requires=("data-dependent shapes",)),
    example("searchsorted", "default", literal([1, 2, 2, 3], "int64"),
            literal([2, 0, 9], "int64"), gives=[1, 0, 4], returns="index"),
    example("searchsorted", "2-d", literal([1, 2, 2, 3], "int64"),
            literal([[2, 0], [9, 3]], "int64"), gives=[[1, 0], [4, 3]], returns="index"),
    example("searchsorted", "sorter", V, literal([1, 2, 3, 4], "int64"), side="right",
            sorter=literal([1, 2, 0], "int64"), gives=[1, 2, 3, 3], returns="index"),
    example("where", "0-d", literal(True), V, literal([7, 8, 9], "int64"), gives=[3, 1, 2],
            returns="int64"),
    example("where", "numbers", B, M, literal(0, "int64"), gives=[[1, 0, 3], [0, 0, 6]],
            returns="int64"),
    example("take", "1-d", V, literal([2, 0], "int64"), axis=0, gives=[2, 3]),
    example("take", "last-of-three", BOX, literal([1], "int64"), axis=-1,
            gives=[[[2], [4], [6]], [[8], [10], [12]]]),
    example("take_along_axis", "last", M, literal([[2, 0], [1, 1]], "int64"), axis=-1,
            gives=[[3, 1], [5, 5]]),
    example("take_along_axis", "first", M, literal([[1, 0, 1]], "int64"), axis=0,
            gives=[[4, 2, 6]]),
    example("sort", "first-axis", literal([[3, 1], [1, 2], [2, 0]], "int64"), axis=0,
            gives=[[1, 0], [2, 1], [3, 2]]),
    example("sort", "0-length", NONE, gives=[]),
    example("argsort", "backwards", literal([[3, 1, 2]], "int64"), descending=True,
            gives=[[0, 2, 1]], returns="indexing"),
    example("sort", "long", literal([(37 * i) % 101 for i in range(101)], "int64"),
            gives=list(range(101))),
    example("isin", "2-d", M, literal([2, 6, 9], "int64"), gives=[[F, T, F], [F, F, T]],
            returns="bool"),
    example("isin", "inverted", V, literal([2], "int64"), invert=True, gives=[T, T, F],
            returns="bool"),
    example("unique_values", "few", literal([4, 4, 4], "int64"), gives=[4],
            requires=("data-dependent shapes",)),
)  # fmt: skip

REDUCTION = (
    example("sum", "two-axes", BOX, axis=(0, 2), gives=[18, 26, 34]),
    example("sum", "two-axes-kept", BOX, axis=(1, -1), keepdims=True, gives=[[[21]], [[57]]]),
    example("sum", "float32", literal([1, 2], "int64"), dtype=DType("float32"), gives=3,
            returns="float32"),
    example("sum", "wider", S, dtype=DType("float64"), gives=3.25, returns="float64"),
    example("sum", "nothing", NO_ROWS, axis=1, gives=[0, 0]),
    example("sum", "nothing-at-all", NONE, gives=0),
    example("prod", "two-axes", BLOCK, axis=(0, 1), gives=[105, 384]),
    example("prod", "nothing", NO_ROWS, axis=1, gives=[1, 1]),
    example("prod", "wider", S, dtype=DType("float64"), gives=-0.375, returns="float64"),
    example("max", "two-axes", BOX, axis=(0, 1), gives=[11, 12]),
    example("min", "two-axes", BOX, axis=(0, 1), gives=[1, 2]),
    example("max", "bytes", literal([3, 255, 127], "uint8"), gives=255),
    example("min", "long", literal([2**53 + 1, 2**53 + 3], "int64"), gives=2**53 + 1),
    example("max", "long", literal([-(2**53) - 1, -(2**53) - 3], "int64"), gives=-(2**53) - 1),
    example("mean", "two-axes", R, axis=(0, 1), gives=2.416666666666666667),
    example("mean", "two-of-three", literal(BOX.values, "float64"), axis=(0, 2),
            gives=[4.5, 6.5, 8.5]),
    example("var", "two-axes", literal([[1.0, 2.0], [3.0, 6.0]], "float64"), axis=(0, 1),
            gives=3.5),
    example("std", "kept", literal([[1.0, 3.0], [2.0, 6.0]], "float64"), axis=1, keepdims=True,
            gives=[[1], [2]]),
    example("std", "3-d", literal([[[1.0, 5.0]], [[2.0, 8.0]]], "float64"), axis=-1,
            gives=[[2], [3]]),
    example("var", "far-from-zero", literal([4194304.0, 4194305.0, 4194306.0], "float32"),
            correction=1, gives=1),
    example("all", "two-axes", literal([[[T, T], [T, F]], [[T, T], [T, T]]]), axis=(1, 2),
            gives=[F, T], returns="bool"),
    example("any", "two-axes", literal([[[F, F], [F, F]], [[F, T], [F, F]]]), axis=(1, 2),
            gives=[F, T], returns="bool"),
    example("all", "nothing", NONE, gives=T, returns="bool"),
    example("any", "nothing", NONE, gives=F, returns="bool"),
    example("any", "nan", SPARSE, axis=1, gives=[T, T], returns="bool"),
    example("any", "nan-alone", literal([0.0, nan], "float64"), gives=T, returns="bool"),
    example("all", "numbers", SPARSE, axis=0, gives=[F, F, F], returns="bool"),
    example("cumulative_sum", "last-axis", M, axis=-1, gives=[[1, 3, 6], [4, 9, 15]]),
    example("cumulative_sum", "float32", V, dtype=DType("float32"), gives=[3, 4, 6],
            returns="float32"),
    example("cumulative_prod", "last-axis", M, axis=-1, gives=[[1, 2, 6], [4, 20, 120]]),
    example("cumulative_prod", "initial", V, include_initial=True, gives=[1, 3, 3, 6]),
    example("cumulative_prod", "first-axis", R, axis=0, gives=[[1, 2, 4], [8, -2, 2]]),
    example("diff", "last-axis", literal([[1, 4, 2], [0, 5, 5]], "int64"),
            gives=[[3, -2], [5, 0]]),
    example("diff", "first-axis", M, axis=0, gives=[[3, 3, 3]]),
    example("diff", "twice", literal([1, 4, 2, 8], "int64"), n=2, gives=[-5, 8]),
    example("diff", "padded", V, prepend=literal([0], "int64"), append=literal([9], "int64"),
            gives=[3, -2, 1, 7]),
)  # fmt: skip

PRODUCT = (
    example("matmul", "integers", literal([[2**30, 1], [3, 4]], "int64"),
            literal([[1, 3], [2, 5]], "int64"), gives=[[2**30 + 2, 3 * 2**30 + 5], [11, 29]]),
    example("matmul", "inner-one", literal([[1], [2]], "int64"), W, gives=[[1, 2, 3], [2, 4, 6]]),
    example("matmul", "broadcast", BLOCK, literal([[1, 2], [3, 4]], "int64"),
            gives=[[[7, 10], [15, 22]], [[23, 34], [31, 46]]]),
    example("matmul", "vectors", V, V, gives=14),
    example("matmul", "batches", BLOCK, BLOCK,
            gives=[[[7, 10], [15, 22]], [[67, 78], [91, 106]]]),
    example("matmul", "complex", literal([[1j, 2]], "complex128"),
            literal([[3], [1j]], "complex128"), gives=[[5j]]),
    example("vecdot", "rows", M, V, gives=[11, 29]),
    example("vecdot", "first-axis", M, M, axis=-2, gives=[17, 29, 45]),
    example("vecdot", "conjugates", C, literal([1j, 1, 1], "complex128"), gives=4 + 4j),
    example("tensordot", "one", M, literal([[1, 0], [2, 1], [0, 3]], "int64"), axes=1,
            gives=[[5, 11], [14, 23]]),
    example("tensordot", "two", M, M, axes=2, gives=91),
    example("tensordot", "none", literal([1, 2], "int64"), V, axes=0, gives=[[3, 1, 2], [6, 2, 4]]),
    example("tensordot", "named", M, literal([[1, 2], [3, 4]], "int64"), axes=((0,), (1,)),
            gives=[[9, 19], [12, 26], [15, 33]]),
)  # fmt: skip

EXTENSION = (
    example("linalg.outer", "vectors", V, literal([1, 10], "int64"),
            gives=[[3, 30], [1, 10], [2, 20]]),
    example("linalg.trace", "square", literal([[1, 2], [3, 4]], "int64"), gives=5),
    example("linalg.trace", "above", M, offset=1, gives=8),
    example("linalg.diagonal", "below", M, offset=-1, gives=[4]),
    example("linalg.cross", "basis", literal([1.0, 0.0, 0.0], "float64"),
            literal([0.0, 1.0, 0.0], "float64"), gives=[0, 0, 1]),
    example("linalg.vector_norm", "axis", literal([[3.0, 4.0], [5.0, 12.0]], "float64"), axis=1,
            gives=[5, 13]),
    example("linalg.vector_norm", "sum", X, ord=1, gives=4.25),
    example("linalg.vector_norm", "largest", X, ord=inf, gives=2),
)  # fmt: skip

CONVERSION = (
    example("astype", "truncates", X, DType("int64"), gives=[1, 0, 2, 0], returns="int64"),
    example("astype", "negative", literal([-1.75, -0.5, 2.99], "float64"), DType("int64"),
            gives=[-1, 0, 2], returns="int64"),
    example("astype", "bool", literal([-1.0, 0.0, nan, 0.5], "float64"), DType("bool"),
            gives=[T, F, T, T], returns="bool"),
    example("astype", "from-bool", B, DType("float32"), gives=[[1, 0, 1], [0, 0, 1]],
            returns="float32"),
    example("astype", "complex", S, DType("complex64"), gives=[1.5, -0.5, 2, 0.25],
            returns="complex64"),
    example("clip", "both", X, -0.25, 1.75, gives=[1.5, -0.25, 1.75, 0.25]),
    example("clip", "integers", V, 2, 9, gives=[3, 2, 2]),
    example("clip", "max", X, max=1.0, gives=[1, -0.5, 1, 0.25]),
    example("clip", "min", X, min=0.5, gives=[1.5, 0.5, 2, 0.5]),
    example("clip", "arrays", M, literal([2, 2, 2], "int64"), literal([[2], [5]], "int64"),
            gives=[[2, 2, 2], [4, 5, 5]]),
    example("clip", "nan", literal([nan, 1.0], "float64"), 2.0, 3.0, gives=[nan, 2]),
    example("nextafter", "neighbours", literal([1.0, 1.0, -1.0, 2.0, nan], "float32"),
            literal([2.0, 0.0, -2.0, 2.0, 1.0], "float32"),
            gives=[1 + 2**-23, 1 - 2**-24, -1 - 2**-23, 2, nan]),
    example("abs", "beyond-squares", literal([3e30 + 4e30j, 3e-30 - 4e-30j], "complex64"),
            gives=[5e30, 5e-30], returns="float32"),
    example("hypot", "beyond-squares", literal([3e30, -3e-30], "float32"),
            literal([4e30, 4e-30], "float32"), gives=[5e30, 5e-30]),
    example("logaddexp", "beyond-powers", literal([1000.0, -1000.0], "float64"),
            literal([1000.0, -1000.0], "float64"), gives=[1000.6931471805599, -999.3068528194401]),
    example("equal", "imaginary", C, literal([1 + 2j, 3j, 2 + 1j], "complex128"),
            gives=[T, F, F], returns="bool"),
    example("equal", "close", literal([1.0, 1.0], "float32"), literal([1.0, 1 + 2**-20], "float32"),
            gives=[T, F], returns="bool"),
    example("round", "complex", literal([1.5 - 2.5j], "complex128"), gives=[2 - 2j]),
)  # fmt: skip

EXAMPLES = (*CREATION, *MANIPULATION, *SELECTION, *REDUCTION, *PRODUCT, *EXTENSION, *CONVERSION)
