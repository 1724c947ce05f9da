"""Write golden/hankel.json: fast Hankel transforms by their discrete definition, in mpmath.

Run ``python -m pytest_array_api.suite.oracles.make_golden`` to make it anew; mpmath is
needed for that alone. Definition: A. J. S. Hamilton, MNRAS 312 (2000) 257, appendix B, with
the sign conventions of `scipy.fft.fht`.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import mpmath as mp

GOLDEN = Path(__file__).parent / "golden" / "hankel.json"
DIGITS = 50

# n, dln, mu, offset, bias
TRANSFORMS = (
    (1, 0.1, 0.5, 0.0, 0.0),
    (2, 0.1, 0.5, 0.2, 0.1),
    (7, 0.3, 2.0, 0.0, 0.0),
    (8, 0.25, 0.0, 0.0, 0.0),
    (16, 0.1, 2.5, 0.0, 0.0),
    (16, 0.1, 2.5, 0.3, 0.4),
    (31, 0.05, 1.0, -0.7, 0.25),
    (32, 0.5, 0.3, 0.1, -0.3),
    (64, 0.03, -0.3, 0.2, 0.2),
    (101, 0.02, 7.0, 0.05, 0.0),
    (128, 0.1, 1.5, -0.2, -0.5),
)
# dln, mu, initial, bias
OFFSETS = (
    (0.1, 0.5, 0.0, 0.0),
    (0.1, 2.5, 1.3, 0.4),
    (0.02, 0.0, -2.0, 0.0),
    (0.5, 7.0, 0.25, -0.3),
    (0.003, 1.5, 0.0, 0.2),
)


def coefficients(n: int, dln: float, mu: float, offset: float, bias: float) -> list[Any]:
    """Return u[m] for m = 0 .. n // 2."""
    plus, minus = (mp.mpf(mu) + 1 + bias) / 2, (mp.mpf(mu) + 1 - mp.mpf(bias)) / 2
    result: list[Any] = []
    for m in range(n // 2 + 1):
        y = mp.pi * m / (n * mp.mpf(dln))
        ratio = mp.gammaprod([mp.mpc(plus, y)], [mp.mpc(minus, -y)])
        result.append(ratio * mp.exp(mp.log(2) * (bias + 2j * y) - 2j * y * mp.mpf(offset)))
    if n % 2 == 0:
        result[-1] = mp.mpc(mp.re(result[-1]), 0)
    return result


def filtered(a: list[Any], factors: list[Any]) -> list[Any]:
    """Multiply the real transform by factors, transform back and reverse."""
    n = len(a)
    w = [mp.expjpi(mp.mpf(2 * k) / n) for k in range(n)]
    spectrum = [
        mp.fsum(a[j] * mp.conj(w[j * k % n]) for j in range(n)) * factors[k]
        for k in range(n // 2 + 1)
    ]
    full = spectrum + [mp.conj(spectrum[n - k]) for k in range(n // 2 + 1, n)]
    values = [mp.re(mp.fsum(full[k] * w[j * k % n] for k in range(n))) / n for j in range(n)]
    return values[::-1]


def powers(n: int, dln: float, bias: float, offset: float) -> list[Any]:
    """Return exp(bias ((j - centre) dln + offset))."""
    centre = mp.mpf(n - 1) / 2
    return [mp.exp(bias * ((j - centre) * mp.mpf(dln) + offset)) for j in range(n)]


def transforms(n: int, dln: float, mu: float, offset: float, bias: float) -> dict[str, Any]:
    """Return one input and its transform and inverse transform."""
    random = Random(n)  # noqa: S311 -- data, no secret
    a = [int(random.random() * 2**24) / 2**23 - 1 for _ in range(n)]
    u = coefficients(n, dln, mu, offset, bias)
    r, k = powers(n, dln, bias, 0), powers(n, dln, bias, mp.mpf(offset))
    forward = filtered([x / s for x, s in zip(a, r, strict=True)], u)
    backward = filtered([x * s for x, s in zip(a, k, strict=True)], [1 / mp.conj(v) for v in u])
    return {
        "n": n, "dln": dln, "mu": mu, "offset": offset, "bias": bias, "a": a,
        "fht": [float(x / s) for x, s in zip(forward, k, strict=True)],
        "ifht": [float(x * s) for x, s in zip(backward, r, strict=True)],
        "gain": [float(max(map(abs, u))), float(1 / min(map(abs, u)))],
    }  # fmt: skip


def low_ringing(dln: float, mu: float, initial: float, bias: float) -> dict[str, float]:
    """Return the offset nearest to `initial` that makes the last coefficient real."""
    y = mp.pi / (2 * mp.mpf(dln))
    plus, minus = (mp.mpf(mu) + 1 + bias) / 2, (mp.mpf(mu) + 1 - mp.mpf(bias)) / 2
    phase = mp.im(mp.loggamma(mp.mpc(plus, y))) + mp.im(mp.loggamma(mp.mpc(minus, y)))
    turns = (mp.log(2) - mp.mpf(initial)) / mp.mpf(dln) + phase / mp.pi
    value = mp.mpf(initial) + (turns - mp.nint(turns)) * mp.mpf(dln)
    return {"dln": dln, "mu": mu, "initial": initial, "bias": bias, "offset": float(value)}


def main() -> None:
    """Compute all and write the file."""
    with mp.workdps(DIGITS):
        data = {
            "transforms": [transforms(*row) for row in TRANSFORMS],
            "offsets": [low_ringing(*row) for row in OFFSETS],
        }
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(data) + "\n")


if __name__ == "__main__":
    main()
