"""Sign the addresses of a city's data, so that only pages of this server can hand them out."""

import hashlib
import hmac

__all__ = ["is_signed", "signature"]

_LENGTH = 32


def signature(path: str, secret: bytes) -> str:
    """Return the signature of a data path under `secret`, 32 hexadecimal digits."""
    return hmac.new(secret, path.encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def is_signed(path: str, given: str, secret: bytes) -> bool:
    """Tell whether `given` is the signature of `path`, in a time that does not betray how much of it is right."""
    return hmac.compare_digest(signature(path, secret).encode(), given.encode())
