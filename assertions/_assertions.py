"""The public assertions: SciPy's names and options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._check import Claim
from ._facts import Checks
from ._relation import Close, CloseNulp, Less
from ._tolerance import EXACT, resolve
from ._walk import check

if TYPE_CHECKING:
    from collections.abc import Mapping


def xp_assert_close(
    actual: Any,
    desired: Any,
    *,
    rtol: float | Mapping[str, float] | None = None,
    atol: float | Mapping[str, float] = 0,
    equal_nan: bool = True,
    check_namespace: bool = True,
    check_dtype: bool = True,
    check_shape: bool = True,
    check_device: bool = True,
    check_0d: bool = True,
    err_msg: str = "",
    xp: Any = None,
) -> None:
    """Assert that |actual - desired| <= atol + rtol*|desired|, element by element.

    Parameters
    ----------
    actual : array, or tuple, mapping or dataclass of them
        What the code under test returned. A Python scalar or list is of the wrong namespace:
        it is compared with ``check_namespace=False`` only.
    desired : same as `actual`, or a scalar or nested list of scalars
        What it should have returned. A scalar or list is taken for an array like `actual`:
        of its namespace, dtype and device.
    rtol, atol : float or mapping of dtype name to float, optional
        Finite, not negative. By default `atol` is 0 and `rtol` is, by the dtype of `actual`,
        5.96e-08 for float64 and complex128, 1.38e-03 for float32 and complex64, 1e-03 for
        float16, 1.6e-02 for bfloat16, and 0 for integers and booleans: they must be equal.
        A dtype that a mapping doesn't name has its default.
    equal_nan : bool
        Whether NaN is close to NaN.
    check_namespace, check_dtype, check_shape, check_device : bool
        Whether the array library, dtype, shape and device must agree. Without `check_shape`
        `desired` is broadcast to the shape of `actual`.
    check_0d : bool
        Whether NumPy's scalars are told from its 0-d arrays.
    err_msg : str
        Put in front of the message.
    xp : namespace, optional
        The array library that both must belong to; by default that of the active target,
        or of `desired` where no target is active.

    Raises
    ------
    MismatchError
        An AssertionError whose `kind` says what is wrong. All facts that differ are told at
        once.
    ValueError
        If a tolerance is negative, infinite or NaN, or for a dtype that is none.

    Notes
    -----
    The default `rtol` is 4*sqrt(eps) as in SciPy's assertion of this name. The verdict is
    exact: elements at which rounding could decide are compared as rational numbers. Complex
    numbers are compared by absolute value, those with a part that is not finite part by part,
    so that ``nan+1j`` is not close to ``nan+2j``.

    Examples
    --------
    >>> import numpy as np
    >>> from pytest_array_api.assertions import xp_assert_close
    >>> xp_assert_close(np.asarray([1.0, 2.0]), [1.0, 2.0 + 1e-8])
    >>> xp_assert_close(np.asarray([1.0, 2.0]), np.asarray([1.0, 2.5]), atol=0.1)
    Traceback (most recent call last):
    pytest_array_api.assertions._mismatch.MismatchError: 1 of 2 elements is not close ...
    """
    __tracebackhide__ = True
    checks = Checks(check_namespace, check_dtype, check_shape, check_device, check_0d, xp)
    check(
        actual,
        desired,
        Claim(lambda dtype: Close(resolve(rtol, atol, dtype), equal_nan), checks, err_msg),
    )


def xp_assert_equal(
    actual: Any,
    desired: Any,
    *,
    check_namespace: bool = True,
    check_dtype: bool = True,
    check_shape: bool = True,
    check_device: bool = True,
    check_0d: bool = True,
    err_msg: str = "",
    xp: Any = None,
) -> None:
    """Assert that all elements are equal; NaN equals NaN, and -0.0 equals 0.0.

    Parameters
    ----------
    actual, desired : array, or tuple, mapping or dataclass of them
        See `xp_assert_close`.
    check_namespace, check_dtype, check_shape, check_device, check_0d, err_msg, xp
        See `xp_assert_close`.

    Raises
    ------
    MismatchError
        If they are not equal.
    """
    __tracebackhide__ = True
    checks = Checks(check_namespace, check_dtype, check_shape, check_device, check_0d, xp)
    check(actual, desired, Claim(lambda _: Close(EXACT, claim="equal"), checks, err_msg))


def xp_assert_less(
    actual: Any,
    desired: Any,
    *,
    check_namespace: bool = True,
    check_dtype: bool = True,
    check_shape: bool = True,
    check_device: bool = True,
    check_0d: bool = True,
    err_msg: str = "",
    verbose: bool = True,
    xp: Any = None,
) -> None:
    """Assert that actual < desired, element by element; NaN passes beside NaN only.

    Parameters
    ----------
    actual, desired : array, or tuple, mapping or dataclass of them
        Real; see `xp_assert_close`.
    check_namespace, check_dtype, check_shape, check_device, check_0d, err_msg, xp
        See `xp_assert_close`.
    verbose : bool
        Accepted for SciPy's signature; the message always has its values.

    Raises
    ------
    MismatchError
        If an element is not less, or the dtype has no order.
    """
    __tracebackhide__ = True
    del verbose
    checks = Checks(
        check_namespace, check_dtype, check_shape, check_device, check_0d, xp, order=True
    )
    check(actual, desired, Claim(lambda _: Less(or_equal=False), checks, err_msg))


def xp_assert_less_equal(
    actual: Any,
    desired: Any,
    *,
    check_namespace: bool = True,
    check_dtype: bool = True,
    check_shape: bool = True,
    check_device: bool = True,
    check_0d: bool = True,
    err_msg: str = "",
    verbose: bool = True,
    xp: Any = None,
) -> None:
    """Assert that actual <= desired, element by element; NaN passes beside NaN only.

    Parameters
    ----------
    actual, desired : array, or tuple, mapping or dataclass of them
        Real; see `xp_assert_close`.
    check_namespace, check_dtype, check_shape, check_device, check_0d, err_msg, xp
        See `xp_assert_close`.
    verbose : bool
        Accepted for SciPy's signature; the message always has its values.

    Raises
    ------
    MismatchError
        If an element is greater, or the dtype has no order.
    """
    __tracebackhide__ = True
    del verbose
    checks = Checks(
        check_namespace, check_dtype, check_shape, check_device, check_0d, xp, order=True
    )
    check(actual, desired, Claim(lambda _: Less(or_equal=True), checks, err_msg))


def xp_assert_close_nulp(
    actual: Any,
    desired: Any,
    *,
    nulp: float = 1,
    check_namespace: bool = True,
    check_dtype: bool = True,
    check_shape: bool = True,
    check_device: bool = True,
    check_0d: bool = True,
    err_msg: str = "",
    xp: Any = None,
) -> None:
    """Assert that the arrays differ by at most `nulp` units in the last place.

    Parameters
    ----------
    actual, desired : array, or tuple, mapping or dataclass of them
        See `xp_assert_close`.
    nulp : float
        How many spacings of max(|actual|, |desired|) the values may be apart, >= 0. Integers
        must be equal. NaN and infinities match themselves.
    check_namespace, check_dtype, check_shape, check_device, check_0d, err_msg, xp
        See `xp_assert_close`.

    Raises
    ------
    MismatchError
        If they are further apart.
    ValueError
        If `nulp` is negative, infinite or NaN.
    """
    __tracebackhide__ = True
    checks = Checks(check_namespace, check_dtype, check_shape, check_device, check_0d, xp)
    relation = CloseNulp(resolve(0, nulp, "nulp").atol)
    check(actual, desired, Claim(lambda _: relation, checks, err_msg))


def assert_almost_equal(
    actual: Any,
    desired: Any,
    decimal: float = 7,
    *,
    check_namespace: bool = True,
    check_device: bool = True,
    check_0d: bool = True,
    err_msg: str = "",
    xp: Any = None,
) -> None:
    """Assert that |actual - desired| <= 1.5 * 10**-decimal; for tests written for SciPy.

    Parameters
    ----------
    actual, desired : array, or tuple, mapping or dataclass of them
        See `xp_assert_close`; dtypes may differ, and shapes are broadcast.
    decimal : float
        How many decimals agree.
    check_namespace, check_device, check_0d, err_msg, xp
        See `xp_assert_close`.

    Raises
    ------
    MismatchError
        If they are further apart.

    Notes
    -----
    As in SciPy, for tests that are older than `xp_assert_close`: prefer that one.
    """
    __tracebackhide__ = True
    xp_assert_close(
        actual,
        desired,
        rtol=0,
        atol=1.5 * 10.0**-decimal,
        check_namespace=check_namespace,
        check_dtype=False,
        check_shape=False,
        check_device=check_device,
        check_0d=check_0d,
        err_msg=err_msg,
        xp=xp,
    )


def assert_array_almost_equal(
    actual: Any,
    desired: Any,
    decimal: float = 6,
    *,
    check_namespace: bool = True,
    check_device: bool = True,
    check_0d: bool = True,
    err_msg: str = "",
    xp: Any = None,
) -> None:
    """Assert that |actual - desired| <= 1.5 * 10**-decimal; for tests written for SciPy.

    Parameters
    ----------
    actual, desired, decimal, check_namespace, check_device, check_0d, err_msg, xp
        See `assert_almost_equal`, which differs in its default only.

    Raises
    ------
    MismatchError
        If they are further apart.
    """
    __tracebackhide__ = True
    assert_almost_equal(
        actual,
        desired,
        decimal,
        check_namespace=check_namespace,
        check_device=check_device,
        check_0d=check_0d,
        err_msg=err_msg,
        xp=xp,
    )
