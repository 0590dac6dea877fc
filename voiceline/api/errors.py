"""Errors of the API: ``{"error": {"code", "message"}}`` with the right status."""

from flask import Response, jsonify


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
    return response
