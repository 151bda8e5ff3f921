"""The server of the review page: on this machine alone, for who knows the token.

Every address begins with the token. The name in ``Host`` must be this machine's, which keeps out
pages that had their own name point here; a request that changes something must come from the page
itself and be JSON, which no other page can send.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from translate.errors import OutputError, TranslateError, UsageError
from translate.exporters import html
from translate.review import again
from translate.review.session import StaleError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

    from translate.review.session import Session

HOST = "127.0.0.1"
_LARGEST = 2**20  # bytes of a request
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_TYPES = {"html.css": "text/css", "html.js": "text/javascript"}


def application(session: Session, token: str, port: int) -> Starlette:
    """Return the application.

    Args:
        session: the result under review; it is finished when the server ends.
        token: what every address begins with.
        port: that the server listens on.
    """
    hosts = {f"{name}:{port}" for name in (HOST, "localhost")}

    def guarded(handle: Callable[[Request], Any]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            refused = _refusal(request, token, hosts)
            response = refused or await _answered(handle, request)
            response.headers.update(_HEADERS)
            return response

        return endpoint

    async def page(_: Request) -> Response:
        text = await run_in_threadpool(session.page)
        return _response(text, "text/html")

    async def changes(request: Request) -> Response:
        version = _number(request.query_params.get("version"))
        return _json(await run_in_threadpool(session.changes, version))

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _TYPES:
            return Response(status_code=404)
        return _response(html.asset(name), _TYPES[name])

    async def act(request: Request) -> Response:
        fields = await _fields(request)
        action = _ACTIONS.get(request.path_params["action"])
        if action is None:
            return Response(status_code=404)
        return await run_in_threadpool(_done, action, session, fields)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        session.finish()

    routes = [
        Route("/{token}/", guarded(page)),
        Route("/{token}/changes", guarded(changes)),
        Route("/{token}/{action}", guarded(act), methods=["POST"]),
        Route("/{token}/{name}", guarded(asset)),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def serve(session: Session, port: int, ready: Callable[[str], None]) -> None:
    """Serve the page until the process is interrupted.

    Args:
        session: the result under review.
        port: to listen on; 0 takes a free one.
        ready: called with the address of the page when it can be asked for.

    Raises:
        OutputError: the port cannot be had.
    """
    import uvicorn

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        raise OutputError(f"port {port}: {error.strerror}; choose another --port") from error
    listener.listen()
    port = listener.getsockname()[1]
    token = secrets.token_urlsafe(24)
    config = uvicorn.Config(
        application(session, token, port), log_level="error", access_log=False, ws="none"
    )
    ready(f"http://{HOST}:{port}/{token}/")
    uvicorn.Server(config).run(sockets=[listener])


# --- who may ask ---------------------------------------------------------------------


def _refusal(request: Request, token: str, hosts: set[str]) -> Response | None:
    """Return why a request is not answered, or None."""
    given = request.path_params["token"].encode("utf-8", "replace")
    if not secrets.compare_digest(given, token.encode()):
        return Response("wrong address", 404)
    if request.headers.get("host") not in hosts:
        return Response("wrong host", 421)
    origin = request.headers.get("origin")
    own = {f"http://{host}" for host in hosts}
    if origin not in own and (origin is not None or request.method == "POST"):
        return Response("wrong origin", 403)
    if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return Response("wrong origin", 403)
    return None


# --- what is asked -------------------------------------------------------------------


async def _answered(handle: Callable[[Request], Any], request: Request) -> Response:
    """Answer a request; what is wrong with it, or with the files, becomes a message."""
    try:
        response: Response = await handle(request)
    except TranslateError as error:
        return _json({"message": str(error)}, 400)
    return response


async def _fields(request: Request) -> dict[str, Any]:
    """Return what a request carries.

    Raises:
        UsageError: it is no JSON object, or too large.
    """
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise UsageError("a change is asked for in JSON")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise UsageError("more than a megabyte in one request")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise UsageError("not a JSON object")
    return fields


def _done(
    action: Callable[[Session, dict[str, Any]], dict[str, Any]],
    session: Session,
    fields: dict[str, Any],
) -> Response:
    """Do what a page asks; a page that is behind gets the rows that it has not seen."""
    version = _number(fields.get("version"))
    try:
        return _json(action(session, fields | {"version": version}))
    except StaleError as stale:
        return _json(session.changes(version) | {"message": str(stale)}, 409)


def _save(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    return session.save(_text(fields, "id"), _text(fields, "english"), fields["version"])


def _approve(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    return session.approve(_text(fields, "id"), fields["version"])


def _undo(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    return session.undo(fields["version"])


def _again(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    segment_id = _text(fields, "id")
    result = again.again(session.bitext, segment_id, session.options)
    return session.replace(segment_id, result, fields["version"])


def _term(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    source, target = _text(fields, "source"), _text(fields, "target")
    path = again.add_term(source, target, session.options)
    message = f"“{source}” is in {path}; t translates a sentence again with it."
    return session.changes(fields["version"]) | {"message": message}


_ACTIONS: dict[str, Callable[[Session, dict[str, Any]], dict[str, Any]]] = {
    "save": _save,
    "approve": _approve,
    "undo": _undo,
    "again": _again,
    "term": _term,
}


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise UsageError(f"{name} is missing")
    return value


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError as error:
        raise UsageError("version is missing") from error


def _json(content: dict[str, Any], status: int = 200) -> Response:
    """Return an answer; halves of characters, which UTF-8 has not, are escaped as JSON does."""
    return Response(json.dumps(content), status, media_type="application/json")


def _response(text: str, media_type: str) -> Response:
    return Response(text.encode("utf-8", "backslashreplace"), media_type=media_type)
