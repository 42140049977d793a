"""The headers that every response carries, errors included: a browser may show our pages and do nothing else with them.

The policy is written out here, by hand; `secure` renders it. HTTPS and HSTS are left to whatever stands in front of the
server, which knows whether there is a certificate.
"""

from flask import Flask, Response, request
from secure import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    XContentTypeOptions,
)

# Scripts are our own files alone: what gets into a page cannot run, whoever wrote it.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)

_POLICY = "Content-Security-Policy"

_EVERYWHERE = Secure(
    csp=ContentSecurityPolicy().set(CONTENT_SECURITY_POLICY),
    xcto=XContentTypeOptions().nosniff(),
    referrer=ReferrerPolicy().no_referrer(),
    coop=CrossOriginOpenerPolicy().same_origin(),
    corp=CrossOriginResourcePolicy().same_origin(),
    permissions=PermissionsPolicy().set(PERMISSIONS_POLICY),
)
# What was brought from outside and is given back: a browser that opens it all the same gives it no origin, no script.
SANDBOX_POLICY = "sandbox; default-src 'none'"
_PAGES = Secure(cache=CacheControl().no_store())
# A static file's address carries its digest, so that it may be kept for a year and is never stale.
_STATIC = Secure(cache=CacheControl().set("public, max-age=31536000, immutable"))


def guard_responses(flask: Flask) -> None:
    """Put the headers on every response of `flask`, whichever way it came about."""
    flask.after_request(_put_headers)


def keep_apart(response: Response) -> Response:
    """Marks a response as one whose bytes are not ours: it gets the sandbox's policy in place of the pages'."""
    response.headers[_POLICY] = SANDBOX_POLICY
    return response


def _put_headers(response: Response) -> Response:
    apart = response.headers.get(_POLICY) == SANDBOX_POLICY
    _EVERYWHERE.set_headers(response)
    if apart:
        keep_apart(response)
    digest = (request.endpoint == "static" and "v" in request.args) or request.endpoint == "vendor.give"
    kept = digest and response.status_code in (200, 304)
    (_STATIC if kept else _PAGES).set_headers(response)
    return response
