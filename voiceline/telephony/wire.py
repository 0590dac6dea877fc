"""What goes wrong on the wire, in the port's one error: the same for every carrier that is spoken to by HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests

from voiceline.telephony.phone import CarrierError

PATIENCE = 8  # seconds for an answer; the libraries have no limit of their own


@contextmanager
def on_the_wire() -> Iterator[None]:
    """Silence is temporary; once a request may have left us, what it asked for may have been done all the same."""
    try:
        yield
    except requests.ConnectTimeout as error:
        raise CarrierError("carrier: no connection", temporary=True) from error
    except requests.Timeout as error:
        raise CarrierError("carrier: no answer in time", temporary=True, unknown=True) from error
    except requests.RequestException as error:
        raise CarrierError(f"carrier: {type(error).__name__}", temporary=True, unknown=True) from error
