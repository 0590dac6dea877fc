"""Errors of the API: ``{"error": {"code", "message"}}`` with the right status."""

from flask import Response, jsonify
from werkzeug.exceptions import HTTPException, MethodNotAllowed


class ApiError(Exception):
    """``code`` is for programs, the message for the person who reads the log."""

    def __init__(self, status: int, code: str, message: str):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def bad_request(message: str) -> ApiError:
    return ApiError(400, "bad_request", message)


def answer(error: ApiError) -> Response:
    response = jsonify({"error": {"code": error.code, "message": error.message}})
    response.status_code = error.status
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="voiceline"'
    if error.status == 503:
        response.headers["Retry-After"] = "5"
    return response


def of_http(error: HTTPException) -> Response:
    """An error of the framework's in our form; a 405 still says which methods there are."""
    code = error.name.lower().replace(" ", "_")
    response = answer(ApiError(error.code or 500, code, error.description or error.name))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response
