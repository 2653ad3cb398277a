"""In which ways can a remote geocoder fail, and which of them end the questions to it?"""

from geo.geocode import GeocoderError


class Unavailable(GeocoderError):
    """No answer in time, or a server error: it may answer later."""

    kind = "unavailable"


class Throttled(Unavailable):
    """Asked faster than the provider allows: lower the rate in the settings."""

    kind = "throttled"


class Unintelligible(GeocoderError):
    """It answered, but not in its own format (HTML, cut-off JSON, impossible coordinates)."""

    kind = "unintelligible"


class TooLong(GeocoderError):
    """The address is longer than the provider takes; it was not sent."""

    kind = "too_long"


class KeyDenied(GeocoderError):
    """The key is wrong, blocked, or not allowed this service: it is not asked again."""

    kind = "key_denied"


class QuotaExhausted(GeocoderError):
    """The paid or free quota is used up: it is not asked again."""

    kind = "quota_exhausted"


LASTING = (KeyDenied, QuotaExhausted)
