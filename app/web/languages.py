"""In which language a page speaks: a cookie that the reader set, else what the browser asks for, else English.

Messages are English in the code; their Arabic is in the catalogue (`app.web.catalogue` says how to add one). Dates are
formatted as in `en_GB` and `ar_SY` (آذار, not مارس). Words of sources are never translated.
"""

from urllib.parse import urlsplit

from babel.support import NullTranslations
from flask import Blueprint, Flask, Response, g, redirect, request
from flask_babel import Babel, Domain, gettext

from app.domain.errors import Filled, InvalidValue
from app.domain.text import isolated
from app.web.catalogue import compile_catalogue

LOCALES = {"en": "en_GB", "ar": "ar_SY"}
NAMES = {"en": "English", "ar": "العربية"}
COOKIE = "language"
_A_YEAR = 365 * 24 * 3600

languages = Blueprint("languages", __name__)


def speak(flask: Flask) -> None:
    """Install both languages in `flask`: messages, dates, and the names that templates use."""
    babel = Babel(flask, default_locale=LOCALES["en"], locale_selector=lambda: LOCALES[current_language()])
    # Flask-Babel looks for compiled files on disk; ours are handed to it, so that none can be missing or old.
    domain = Domain()
    domain.cache = {
        (LOCALES["en"], "messages"): NullTranslations(),
        (LOCALES["ar"], "messages"): compile_catalogue(),
    }
    babel.domain_instance = domain
    flask.jinja_env.globals.update(language=current_language, direction=direction, language_names=NAMES)
    flask.register_blueprint(languages)


def current_language() -> str:
    """`en` or `ar`, for the request being answered; found once, since a form asks for it at each of its choices."""
    if "language" not in g:
        chosen = request.cookies.get(COOKIE)
        g.language = chosen if chosen in LOCALES else request.accept_languages.best_match(list(LOCALES)) or "en"
    found: str = g.language
    return found


def direction() -> str:
    """`ltr` or `rtl`, for the language of the request."""
    return "rtl" if current_language() == "ar" else "ltr"


def translate(sentence: str) -> str:
    """A sentence that a layer below wrote in English, in the reader's language (or as it stands, if it has none)."""
    if isinstance(sentence, Filled):
        return str(gettext(sentence.pattern, **sentence.values))
    # The empty message is the catalogue's own head and must not be shown.
    return gettext(sentence) if sentence else ""


def within(words: str) -> str:
    """A name or other words of somebody else within a sentence of ours: they do not turn round what follows them."""
    return isolated(words, current_language())


@languages.post("/language")
def choose() -> Response:
    """Remember the chosen language in this browser and go back to the page on which it was chosen."""
    chosen = request.form.get("language", "")
    if chosen not in LOCALES:
        raise InvalidValue("There is no such language here. Choose one of those offered.", field="language")
    response = redirect(own_path(request.form.get("back", "/")), 303)
    response.set_cookie(COOKIE, chosen, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return response  # type: ignore[return-value]  # werkzeug's redirect names its own base class


def own_path(path: str) -> str:
    """`path` when it stays on this server, else `/`: an address sent along never leads anywhere else."""
    # Browsers read "/\host" as "//host", and skip control characters.
    if not path.startswith("/") or path[1:2] in ("/", "\\") or not path.isprintable():
        return "/"
    return path if not urlsplit(path).netloc else "/"
