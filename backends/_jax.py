"""JAX: 64-bit types, default device, several CPU devices, jit, and the transfer guard.

All settings are process-wide, not the thread-local context managers of the same name, so
that a test's worker threads see them.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from ._active import Active, call_plainly
from ._backend import Backend, NoDeviceError, index, kind, no_device
from ._namespace import bound_to

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ._target import Target


class JaxBackend(Backend):
    """JAX; float64 unless ``+float32``, traced under ``+jit``."""

    __slots__ = ()

    def device(self, text: str | None) -> Any:
        """See `Backend.device`."""
        import jax

        if text is None:
            return jax.devices()[0]
        found = _platform_devices(kind(text))
        if index(text) >= len(found):
            raise NoDeviceError(_too_few(text, len(found)))
        return found[index(text)]

    def present(self) -> tuple[str | None, ...]:
        """See `Backend.present`."""
        import jax

        default = jax.devices()[0]
        names = [
            word if position == 0 else f"{word}:{position}"
            for word in self.devices
            for position, device in enumerate(_platform_devices(word))
            if device != default
        ]
        real = [name for name in names if not self.is_simulated(name)]
        return (None, *real, *self.simulated)

    def usable(self, target: Target) -> tuple[Any, ...]:
        """See `Backend.usable`."""
        import jax

        return tuple(dict.fromkeys((self.device(target.device), *jax.devices())))

    @contextmanager
    def activated(self, target: Target) -> Generator[Active]:
        """See `Backend.activated`."""
        xp = self.load()
        device = self.device(target.device)
        with ExitStack() as stack:
            stack.enter_context(_configured("jax_enable_x64", "float32" not in target.variants))
            if target.simulated:
                xp = _bound(device)
            elif target.device is not None:
                stack.enter_context(_configured("jax_default_device", device))
            if "guarded" in target.variants:
                guard = "jax_transfer_guard_device_to_host"
                stack.enter_context(_configured(guard, "disallow"))
            compiler = Compiler()
            caller = compiler.call if "jit" in target.variants else call_plainly
            usable = (*self.usable(target), None)
            yield Active(target, xp, device, usable, self, caller, compiler.log)


def _platform_devices(word: str) -> list[Any]:
    import jax

    try:
        return jax.devices(word)
    except (RuntimeError, AssertionError):
        # An AssertionError without text: JAX_PLATFORMS names a platform that is absent.
        return []


def _too_few(text: str, count: int) -> str:
    msg = no_device("jax", text, count)
    if kind(text) == "cpu":
        msg += f"; set JAX_NUM_CPU_DEVICES={index(text) + 1} before jax is first used"
    return msg


@cache
def _bound(device: Any) -> Any:
    import jax

    return bound_to(jax.numpy, device, lambda obj: isinstance(obj, jax.Array))


@contextmanager
def _configured(name: str, value: Any) -> Generator[None]:
    import jax

    before = jax.config.values[name]
    jax.config.update(name, value)
    try:
        yield
    finally:
        jax.config.update(name, before)


class Compiler:
    """Calls functions under `jax.jit`, and notes what the compiled code calls back for."""

    def __init__(self) -> None:
        self._callbacks: list[str] = []

    def log(self) -> tuple[str, ...]:
        """Return ``callback`` for each callback of what was compiled so far."""
        return tuple(self._callbacks)

    def call(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Call the function under `jax.jit`: arrays are traced, all else is static.

        Arrays may be nested in tuples, lists and dicts, in arguments and results.
        """
        import jax

        leaves, tree = jax.tree.flatten((args, kwargs))
        places = [i for i, leaf in enumerate(leaves) if isinstance(leaf, jax.Array)]
        kept: list[Any] = []  # the result's leaves and structure, as the trace left them

        def traced(arrays: list[Any]) -> list[Any]:
            filled = list(leaves)
            for place, array in zip(places, arrays, strict=True):
                filled[place] = array
            inner_args, inner_kwargs = jax.tree.unflatten(tree, filled)
            results, structure = jax.tree.flatten(function(*inner_args, **inner_kwargs))
            kept[:] = [results, structure]
            return [leaf for leaf in results if isinstance(leaf, jax.Array)]

        inputs = [leaves[place] for place in places]
        try:
            trace = jax.jit(traced).trace(inputs)
        except (jax.errors.JAXTypeError, jax.errors.JAXIndexError) as error:
            error.add_note(
                f"{getattr(function, '__name__', function)!r} ran under jax.jit, as the target's "
                "variant 'jit' asks: it must not look at array values on the host"
            )
            raise
        self._callbacks += _callbacks(trace.jaxpr)
        fresh = iter(trace.lower().compile()(inputs))
        results, structure = kept
        filled = [next(fresh) if isinstance(leaf, jax.Array) else leaf for leaf in results]
        return jax.tree.unflatten(structure, filled)


def _callbacks(jaxpr: Any) -> Generator[str]:
    """Yield ``callback`` for each operation of a program that runs on the host."""
    for equation in getattr(jaxpr, "jaxpr", jaxpr).eqns:
        if "callback" in equation.primitive.name:
            yield "callback"
        for value in equation.params.values():
            for part in value if isinstance(value, tuple) else (value,):
                if hasattr(part, "eqns") or hasattr(part, "jaxpr"):
                    yield from _callbacks(part)
