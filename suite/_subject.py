"""The function under test on the active target: calls it, and judges what comes back.

Everything that a check does to a backend goes through a `Subject`, which remembers the last
call: a failure prints it as a script.
"""

from __future__ import annotations

import inspect
import math
import warnings
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from ..assertions import MismatchError, record_accuracy, record_timing
from ..backends import device_of, library, probe, synchronize, to_numpy
from ._inputs import OF_COMPLEX, VIEWS, Input
from ._reproduction import Call
from ._timing import timed
from ._tolerance import SPREAD, band, ceiling, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..backends import Active
    from ._cases import Case
    from ._implementation import Implementation

SINGLE = {"float64": "float32", "complex128": "complex64"}
EPS = {"float32": 2.0**-23, "complex64": 2.0**-23, "float64": 2.0**-52, "complex128": 2.0**-52}


class InexactError(MismatchError):
    """The right result, less accurate than it has to be."""


@dataclass(eq=False)
class Subject:
    """One feature of the implementation under test.

    Parameters
    ----------
    case
        What is measured.
    function
        The implementation's function.
    implementation
        Where it comes from.
    active
        The activated target.
    """

    case: Case
    function: Callable[..., Any]
    implementation: Implementation
    active: Active
    calls: list[Call] = field(default_factory=list[Call])

    @property
    def xp(self) -> Any:
        return self.active.xp

    @property
    def dialect(self) -> str:
        """Return whose rules hold for the feature: "scipy"'s or the "standard"'s."""
        return self.implementation.dialect(self.case.spec.feature)

    @property
    def dtypes(self) -> tuple[str, ...]:
        """The target's dtypes; without float64 where that has no complex128 beside it (mlx)."""
        names = probe(self.active.target).dtypes
        if "complex64" in names and "complex128" not in names:
            return tuple(name for name in names if name != "float64")
        return names

    def available(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of some dtypes that the target has."""
        return tuple(name for name in names if name in self.dtypes)

    @property
    def views(self) -> list[str]:
        """Return the layouts that the target has views of: some are parts of complex numbers."""
        return [name for name in VIEWS if name not in OF_COMPLEX or "complex64" in self.dtypes]

    @property
    def default_float(self) -> str:
        """Return the name of the target's default floating-point dtype, which integers become."""
        default = self.xp.zeros(1).dtype
        names = self.available(("float64", "float32"))
        return next(name for name in names if self.dtype(name) == default)

    def default_dtype(self, kind: str, device: Any = None) -> Any:
        """Return the library's default dtype of a kind, on the target's device or another."""
        info = self.xp.__array_namespace_info__()
        return info.default_dtypes(device=device or self.active.device)[kind]

    @property
    def home(self) -> Any:
        """Return the device of the arrays that `array` makes."""
        return device_of(self.active.asarray(np.zeros(1, np.float32)))

    def record(self, error: float, unit: str, *, limit: float, n: int) -> None:
        """Record an accuracy that a check measured itself."""
        record_accuracy(max_err=error, unit=unit, limit=limit, n=n, worst=str(self.case))

    def requires_argument(self, name: str) -> None:
        """Skip a check of an argument that the implementation doesn't have."""
        try:
            parameters = inspect.signature(self.function).parameters
        except ValueError:  # compiled functions may keep it to themselves
            return
        # A wrapper that passes on whatever it is given doesn't say.
        passed_on = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        if name not in parameters and not passed_on:
            pytest.skip(f"n/a: {self.case.spec.feature} has no argument {name}")

    def requires_export(self, array: Any) -> None:
        """Skip a check of DLPack where the library exports none of its arrays to the host."""
        try:
            np.from_dlpack(array)
        except (AttributeError, TypeError, BufferError, RuntimeError) as error:
            pytest.skip(f"n/a: the library exports no array to the host ({error})")

    def dtype(self, name: str) -> Any:
        """Return the namespace's dtype of that name."""
        return getattr(self.xp, name)

    def narrowed(self, name: str) -> str:
        """Return the dtype that stands for this one where the target has no doubles."""
        return SINGLE[name] if name in SINGLE and name not in self.dtypes else name

    def fitting(self, value: Any) -> Any:
        """Return an input in a dtype that the target has, other arguments as they are."""
        if not isinstance(value, Input):
            return value
        return value.converted(self.narrowed(value.values.dtype.name))

    def array(self, value: Input) -> Any:
        """Put an input on the target's device, in its layout."""
        value = self.fitting(value)
        if value.layout == "contiguous":
            return self.active.asarray(value.values)
        return VIEWS[value.layout](self.xp, value.values)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function as the target's variants demand; inputs go to its device."""
        return self.make(self.call_of(args, kwargs))

    def using(self, function: Callable[..., Any], source: str, *args: Any, **kwargs: Any) -> Any:
        """Call another function in the same way."""
        return self.make(self.fitted(Call(source, args, kwargs, function)))

    def call_of(self, args: Sequence[Any], kwargs: dict[str, Any]) -> Call:
        """Return a call of the function, for `make`."""
        source = self.implementation.source(self.case.spec.feature)
        return self.fitted(Call(source, tuple(args), kwargs, self.function))

    def fitted(self, call: Call) -> Call:
        """Return a call whose inputs have dtypes that the target has."""
        args = tuple(self.fitting(arg) for arg in call.args)
        kwargs = {name: self.fitting(arg) for name, arg in call.kwargs.items()}
        return replace(call, args=args, kwargs=kwargs)

    def make(self, call: Call, *placed: Any, **named: Any) -> Any:
        """Make a call, which a failure writes down.

        Parameters
        ----------
        call
            With inputs, as a reproduction shows it.
        *placed, **named
            The arguments on the device, for a check that looks at them afterwards; without any
            the inputs are put there.
        """
        if not (placed or named):
            placed, named = tuple(self.placed(call.args)), self.placed_by_name(call.kwargs)
        assert call.function is not None, "a call that is only to be written down"
        self.calls[:] = [call]
        return self.active.call(call.function, *placed, **named)

    def placed(self, args: tuple[Any, ...]) -> list[Any]:
        """Return the arguments of a call, the inputs as arrays."""
        return [self.array(arg) if isinstance(arg, Input) else arg for arg in args]

    def placed_by_name(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return the keyword arguments of a call, the inputs as arrays."""
        return dict(zip(kwargs, self.placed(tuple(kwargs.values())), strict=True))

    def time_last_call(self) -> None:
        """Record how long the last call takes, its inputs in place, its result computed.

        Only a call of the case's own function: a check may end with another one.
        """
        call = next(iter(self.calls), None)
        if call is None or call.function is not self.function:
            return
        args, kwargs = self.placed(call.args), self.placed_by_name(call.kwargs)

        def again() -> None:
            result = self.active.call(self.function, *args, **kwargs)
            for array in result if isinstance(result, tuple) else (result,):
                if hasattr(array, "shape"):
                    synchronize(array)

        inputs = [arg for arg in (*call.args, *call.kwargs.values()) if isinstance(arg, Input)]
        sizes = ["x".join(map(str, value.values.shape)) for value in inputs]
        record_timing(timed(again, " ".join(sizes)))

    def sibling_function(self, name: str) -> Callable[..., Any]:
        """Return another function of the implementation's module; skip where it has none."""
        module = self.case.spec.feature.rpartition(".")[0]
        function = self.implementation.function(f"{module}.{name}", self.xp)
        if function is None:
            pytest.skip(f"n/a: {self.implementation.root} has no {module}.{name}")
        return function

    def sibling(self, name: str) -> Callable[..., Any]:
        """Return another function, called as the target's variants demand."""
        function = self.sibling_function(name)
        return lambda *args, **kwargs: self.active.call(function, *args, **kwargs)

    def core(self, name: str) -> Callable[..., Any]:
        """Return a function of the namespace that is called, and remembered, likewise."""
        function = getattr(self.xp, name)
        return lambda *args, **kwargs: self.using(function, f"xp.{name}", *args, **kwargs)

    @property
    def has_values(self) -> bool:
        """Whether arrays of the target hold anything: torch's on "meta" have metadata alone."""
        return self.active.target.device != "meta"

    def host(self, array: Any) -> Any:
        """Copy a result to NumPy; skip the rest of a check where there are no values."""
        self.expect_array(array)
        if not self.has_values:
            pytest.skip("n/a: the metadata is right as far as checked, there are no values")
        synchronize(array)
        return to_numpy(array)

    def settle(self, result: Any) -> None:
        """Have the arrays of a result computed: a lazy library may raise no earlier."""
        for array in result if isinstance(result, tuple) else (result,):
            self.expect_array(array)
            synchronize(array)
            if self.has_values:
                to_numpy(array)

    def expect_array(self, actual: Any) -> None:
        """Require an array of the target's library, not a scalar and not NumPy's."""
        wanted = library(self.xp)
        try:
            found = library(actual)
        except (TypeError, ValueError):
            found = f"no array library ({type(actual).__name__})"
        if found != wanted:
            self.fail("wrong-namespace", f"an array of {wanted} was expected, got one of {found}")

    def expect_dtype(self, actual: Any, name: str) -> None:
        """Require a dtype, by its standard name."""
        self.expect_array(actual)
        name = self.narrowed(name)
        if actual.dtype != self.dtype(name):
            self.fail("wrong-dtype", f"dtype {name} was expected, got {actual.dtype}")

    def eps(self, array: Any) -> float:
        """Return the spacing of 1.0 in the precision of a host result."""
        return EPS[array.dtype.name]

    def expect_shape(self, actual: Any, shape: tuple[int, ...]) -> None:
        """Require a shape."""
        self.expect_array(actual)
        if tuple(actual.shape) != tuple(shape):
            self.fail("wrong-shape", f"shape {shape} was expected, got {tuple(actual.shape)}")

    def expect_device(self, actual: Any, device: Any) -> None:
        """Require a device object, as `device_of` gives it."""
        self.expect_array(actual)
        if device_of(actual) != device:
            self.fail("wrong-device", f"device {device} was expected, got {device_of(actual)}")

    def expect_close(
        self, actual: Any, expected: Any, n: int, *, extra: float = 0.0, factor: float = 1.0
    ) -> None:
        """Require a transform's accuracy: relative L2 in the band, each element near it.

        Parameters
        ----------
        actual : array
            Result; its dtype says which eps counts.
        expected : numpy.ndarray
            Exact values.
        n
            Points of the transform (the product over the axes).
        extra
            Added to log2 n.
        factor
            On all limits: conditioning, or the number of transforms in a chain.
        """
        self.expect_shape(actual, expected.shape)
        found = self.host(actual)
        name = found.dtype.name
        if name not in EPS:
            self.fail("wrong-dtype", f"a floating-point result was expected, got {name}")
        error = measure(found, expected, EPS[name])
        limit = factor * band(n, extra=extra)
        self.record(error.l2, "eps-l2", limit=limit, n=expected.size)
        if error.l2 <= limit and error.peak <= SPREAD * limit:
            return
        inexact = error.l2 <= 100 * factor * ceiling(n, extra=extra)
        i = error.worst
        self.fail(
            "accuracy" if inexact else "wrong-value",
            f"relative L2 error {error.l2:.3g} eps of {name}, limit {limit:.3g}; largest at "
            f"{i}: {error.peak:.3g} eps, limit {SPREAD * limit:.3g}; "
            f"actual {found[i]!r}, expected {expected[i]!r}",
        )

    def expect_equal(self, actual: Any, expected: Any) -> None:
        """Require a shape and exact values; NaN equals NaN."""
        expected = np.asarray(expected)
        self.expect_shape(actual, expected.shape)
        found = self.host(actual)
        same = np.equal(found, expected)
        if np.issubdtype(expected.dtype, np.inexact):
            same |= np.isnan(found) & np.isnan(expected)
        exact = bool(np.all(same))
        self.record(0.0 if exact else math.inf, "exact", limit=0.0, n=expected.size)
        if not exact:
            wrong = np.argwhere(~same)
            i = tuple(int(k) for k in wrong[0])
            self.fail(
                "wrong-value",
                f"{len(wrong)} of {expected.size} elements differ, first at {i}: "
                f"actual {found[i]!r}, expected {expected[i]!r}",
            )

    def expect(self, condition: object, message: str) -> None:
        """Require what has no expectation of its own."""
        if not condition:
            self.fail("wrong-value", message)

    def expect_raises(self, exceptions: Any, *args: Any, **kwargs: Any) -> None:
        """Require that a call is refused; the standard names no exceptions, so any will do there.

        Parameters
        ----------
        exceptions
            An exception or a tuple of some.
        *args, **kwargs
            Of the call.
        """
        if self.dialect == "standard":
            exceptions = Exception
        try:
            self.settle(self(*args, **kwargs))
        except MismatchError:
            pass  # no array: the call went through
        except exceptions:
            return
        except Exception as error:  # noqa: BLE001 -- which one came instead is the finding
            self.fail("wrong-value", f"{kwargs} raised {type(error).__name__}: {error}")
        self.fail("wrong-value", f"{kwargs} was accepted")

    def expect_warning(self, category: Any, *args: Any, **kwargs: Any) -> Any:
        """Require one warning of a call, or none where the category is None; return its result."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = self(*args, **kwargs)
            for value in result if isinstance(result, tuple) else (result,):
                if hasattr(value, "shape"):
                    synchronize(value)
        found = sorted({w.category.__name__ for w in caught})
        wanted = [] if category is None else [category.__name__]
        self.expect(found == wanted, f"warnings {found or 'none'}, expected {wanted or 'none'}")
        return result

    def fail(self, kind: Any, message: str) -> None:
        """Raise `MismatchError` in the name of the case and the target."""
        msg = f"{self.case.spec.feature} on {self.active.target}: {message}"
        raise (InexactError if kind == "accuracy" else MismatchError)(msg, kind)
