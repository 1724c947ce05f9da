"""What the tool knows about one array library: the row type of the table of backends.

A row is a value: building one imports nothing. A library that needs more than the defaults
here has a subclass in a module of its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module, metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ._active import Active

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ._target import Target


class NoDeviceError(LookupError):
    """The library works, but not on the device that was asked for."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant's name and the device kinds it works on; no kinds means every device."""

    name: str
    devices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Backend:
    """One array library.

    Parameters
    ----------
    name : str
        The import name of the namespace; the canonical name of the backend.
    install : str
        The command that installs it, for messages.
    aliases : tuple of str
        Other names a user may type.
    namespace : str
        The module to import for `xp`; by default `name` itself.
    distributions : tuple of str
        Names under which package metadata may know it; by default the top-level module.
    devices : tuple of str
        Kinds of real devices; the first is the default one.
    simulated : tuple of str
        Devices that exist to catch bugs without the hardware.
    device_aliases : tuple of (str, str)
        What a user may type, and the device it means here.
    variants : tuple of Variant
        What can be asked for with ``+variant``.
    has_device_keyword : bool
        Whether creation functions take ``device=`` and arrays tell their device.
    fixed_default : bool
        Whether the first of `devices` is the default device on every machine.
    convert : callable, optional
        ``convert(x)`` returns a NumPy array, for `to_numpy`; needed by third parties whose
        arrays don't support ``numpy.asarray``.
    """

    name: str
    install: str = ""
    aliases: tuple[str, ...] = ()
    namespace: str = ""
    distributions: tuple[str, ...] = ()
    devices: tuple[str, ...] = ("cpu",)
    simulated: tuple[str, ...] = ()
    device_aliases: tuple[tuple[str, str], ...] = ()
    variants: tuple[Variant, ...] = ()
    has_device_keyword: bool = True
    fixed_default: bool = True
    convert: Callable[[Any], Any] | None = field(default=None, repr=False)

    @property
    def root(self) -> str:
        """The top-level module."""
        return self.name.partition(".")[0]

    @property
    def all_devices(self) -> tuple[str, ...]:
        """Kinds of real devices and names of simulated ones."""
        return (*self.devices, *self.simulated)

    def resolve(self, device: str | None) -> str | None:
        """Return the canonical text of a device as a user wrote it."""
        return dict(self.device_aliases).get(device or "", device)

    def has_device(self, device: str) -> bool:
        """Whether the table lists the device, be it present or not."""
        return device in self.all_devices or kind(device) in self.devices

    def is_default(self, device: str) -> bool:
        """Whether the device is the default one on every machine."""
        # JAX, MLX and dpnp prefer an accelerator where there is one.
        return device == self.devices[0] and self.fixed_default

    def is_simulated(self, device: str | None) -> bool:
        """Whether the device is one without hardware."""
        return device in self.simulated

    def allows(self, variant: str, device: str | None) -> bool:
        """Whether the variant works on the device."""
        rules = [rule for rule in self.variants if rule.name == variant]
        where = self.devices[0] if device is None else kind(device)
        return any(not rule.devices or where in rule.devices for rule in rules)

    def is_installed(self) -> bool:
        """Whether the library can be found, without importing it."""
        # Asking for a submodule would import its parent. A stray folder of the same name
        # has a spec too, without an origin; so has mlx, which only its metadata tells apart.
        try:
            spec = find_spec(self.root)
        except ValueError:  # __main__, or a module that was put into sys.modules by hand
            return True
        return spec is not None and (spec.origin is not None or self.version() != "")

    def version(self) -> str:
        """Return the installed version, or "" where no metadata tells, without importing."""
        for name in self.distributions or (self.root,):
            try:
                return metadata.version(name)
            except metadata.PackageNotFoundError:
                continue
        return ""

    def load(self) -> Any:
        """Import the namespace that tests get as `xp`: a module, or an object in one."""
        path = self.namespace or self.name
        try:
            return import_module(path)
        except ModuleNotFoundError as error:
            module, _, name = path.rpartition(".")
            if not module or error.name != path:
                raise
            found = getattr(import_module(module), name, None)
            if found is None:
                raise
            return found

    def present(self) -> tuple[str | None, ...]:
        """Return the devices of this machine, simulated ones last; None is the default."""
        return (None, *self.simulated)

    def usable(self, target: Target) -> tuple[Any, ...]:
        """Return the device objects that arrays of the target can move between."""
        return (self.device(target.device),)

    def device(self, text: str | None) -> Any:
        """Return the device object for a text; raise NoDeviceError where there is none."""
        if text is None and self.has_device_keyword:  # as the library itself writes it
            return getattr(self.load().ones(1), "device", None)
        if text in (None, self.devices[0]):
            return text
        msg = f"{self.name} has no device {text!r} here"
        raise NoDeviceError(msg)

    @contextmanager
    def activated(self, target: Target) -> Generator[Active]:
        """Make the target's settings hold; undo every one of them at the end."""
        device = self.device(target.device)
        yield Active(target, self.load(), device, (*self.usable(target), None), self)


def no_device(library: str, device: str, count: int) -> str:
    """Say that the machine has too few devices of a kind."""
    few = f"there are {count}" if count > 1 else "there is 1" if count else "there is none"
    return f"{library} has no device {device!r} here: {few} of this kind"


def kind(device: str) -> str:
    """Return ``"cuda"`` for ``"cuda:1"``."""
    return device.partition(":")[0]


def index(device: str) -> int:
    """Return 1 for ``"cuda:1"``, 0 for ``"cuda"``."""
    return int(device.partition(":")[2] or 0)
