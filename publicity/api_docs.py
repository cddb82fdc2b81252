"""What the description of the public API says beside each answer: how to ask again, and when to come back."""

from __future__ import annotations

from django.utils.translation import gettext as _

TEXT = {"schema": {"type": "string"}}
SECONDS = {"schema": {"type": "integer", "minimum": 1}}
FAULT = {"$ref": "#/components/schemas/Unavailable"}
UNAVAILABLE = {
    "type": "object",
    "required": ["type", "errors"],
    "properties": {
        "type": {"type": "string", "enum": ["server_error"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail", "attr"],
                "properties": {
                    "code": {"type": "string", "enum": ["unavailable"]},
                    "detail": {"type": "string"},
                    "attr": {"type": "string", "nullable": True},
                },
            },
        },
    },
}


def say_what_stands_beside(result, generator, request, public):
    """304 with its ``ETag``, 503 and 429 with their ``Retry-After``, for every address that reads through the views."""
    result["components"]["schemas"]["Unavailable"] = UNAVAILABLE
    for path in result["paths"].values():
        for operation in path.values():
            _add(operation)
    return result


def _add(operation: dict) -> None:
    answers = operation["responses"]
    tag = {"ETag": {**TEXT, "description": _("Send it in If-None-Match to ask whether anything changed.")}}
    wait = {"Retry-After": {**SECONDS, "description": _("Seconds after which to ask again.")}}
    operation.setdefault("parameters", []).append(
        {
            "in": "header",
            "name": "If-None-Match",
            "schema": {"type": "string", "pattern": '^(W/)?"[0-9a-f]{1,64}"$'},
            "description": _("The ETag of an earlier answer."),
        }
    )
    answers["200"]["headers"] = tag
    answers["304"] = {"description": _("Nothing changed since the answer that had this ETag."), "headers": tag}
    answers.setdefault("429", {"description": ""}).setdefault("headers", wait)
    answers["503"] = {
        "description": _("Not to be asked just now: it took too long, or what is public is being rebuilt."),
        "headers": wait,
        "content": {"application/json": {"schema": FAULT}},
    }
