"""Judge the local sandbox by the vendor's own description of its API.

    pip install schemathesis
    python tests/sandbox/conformance.py openapi.yaml

Schemathesis makes up requests of all kinds from the description, which the vendor
publishes. None may be answered with 5xx, with a status, header or content type that is
not documented, or with a body that breaks the schema. The description is first made to
agree with itself: what is changed, and why, is said where it is changed. Live streams
are left out. Options after the file are handed on, as ``--max-examples 100``.
"""

import base64
import contextlib
import copy
import io
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import requests
import yaml
from PIL import Image

KEY = "conformance-conformance"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance"
)
VTT = {"file": ("words.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nGood morning.\n")}
# anything may be misspelt, refused, unknown or asked too often: the vendor's pages on
# errors say so of all operations, the description only of some
FAULTS = {"400", "401", "404", "429"}
PROBLEM = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string", "minLength": 1},
        "name": {"type": "string"},
        "detail": {"type": "string", "minLength": 1},
        "status": {"type": "integer", "minimum": 400, "maximum": 499},
        "problems": {"type": "array", "items": {"type": "object"}},
    },
}


class Yaml12(yaml.SafeLoader):
    """Reads ``no`` as the language that it is, not as false; and dates as text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as the class above has it
        start: [
            (tag, pattern)
            for tag, pattern in resolvers
            if tag.rpartition(":")[2] not in {"bool", "timestamp"}
        ]
        for start, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Yaml12.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf")
)


def prepared(description, ids):
    """Return the description without its contradictions, and with `ids` that exist."""
    whole = copy.deepcopy(description)
    whole["servers"] = [{"url": "/"}]
    whole["paths"] = {
        path: operations
        for path, operations in whole["paths"].items()
        if "live-streams" not in path
    }
    schemas = whole["components"]["schemas"]
    schemas["problem"] = PROBLEM
    # samples of paging have links relative to the host
    schemas["pagination-link"]["properties"]["uri"]["format"] = "uri-reference"
    # nothing can be said of a source before it arrives; what is discarded has no URLs
    for schema, name in (("video-status", "ingest"), ("video", "assets")):
        properties = schemas[schema]["properties"]
        properties[name] = {"nullable": True, "allOf": [properties[name]]}
    for path, operations in whole["paths"].items():
        for method, operation in operations.items():
            complete(path, method, operation, ids)
    connect(whole["paths"])
    return whole


def complete(path, method, operation, ids):
    """Add the faults that any operation has, and ids that exist beside made-up ones."""
    for status in FAULTS:
        fault = operation["responses"].setdefault(status, {"description": "A fault"})
        schema = {"schema": {"$ref": "#/components/schemas/problem"}}
        fault["content"] = {"application/json": schema}
    for parameter in operation.get("parameters", []):
        if parameter.get("in") == "path" and parameter["name"] in ids:
            known = ids[parameter["name"]]
            if path.startswith("/discarded"):
                known = ids["discarded"]
            parameter["example"] = known
            parameter["schema"] = {
                "anyOf": [{"enum": [known]}, {"type": "string", "pattern": "^[a-z]+$"}]
            }
    if path not in {"/upload", "/auth/api-key", "/auth/refresh"}:
        # tags and summaries list no key, by omission
        operation["security"] = [{"apiKey": []}]
    if (method, path) == ("post", "/upload"):
        for parameter in operation["parameters"]:
            if parameter.get("name") == "token":
                parameter["schema"] = {"enum": [ids["uploadToken"], "to1nobody"]}


def connect(paths):
    """Say which answer's id goes into which path, for tests that follow each other."""
    made = {
        "videoId": ("/videos", "post", ("201", "202")),
        "playerId": ("/players", "post", ("201",)),
        "watermarkId": ("/watermarks", "post", ("200",)),
        "webhookId": ("/webhooks", "post", ("201",)),
        "summaryId": ("/summaries", "post", ("201",)),
        "uploadToken": ("/upload-tokens", "post", ("200",)),
    }
    for name, (where, verb, statuses) in made.items():
        field = "token" if name == "uploadToken" else name
        links = {}
        for path, operations in paths.items():
            if "{" + name + "}" not in path:
                continue
            for method in operations:
                reference = path.replace("~", "~0").replace("/", "~1")
                links[f"{method} {path}"] = {
                    "operationRef": f"#/paths/{reference}/{method}",
                    "parameters": {f"path.{name}": f"$response.body#/{field}"},
                }
        for status in statuses:
            paths[where][verb]["responses"][status]["links"] = links


@contextlib.contextmanager
def local_sandbox(folder):
    """Run a local sandbox that keeps deleted videos; give its URL."""
    line = [sys.executable, "-m", "apivideo_nb", "sandbox", "--port", "0", "--restore"]
    line += ["--data", str(folder), "--api-key", KEY, "--rate-limits", "none"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().removeprefix("listening on ").strip()
        finally:
            process.terminate()


def things(url):
    """Make one of everything; return the ids, by the names that paths have for them."""
    session = requests.Session()
    session.auth = (KEY, "")

    def made(path, **body):
        answer = session.post(url + path, timeout=30, **body)
        answer.raise_for_status()
        return answer.json()

    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    picture = {"file": ("picture.png", out.getvalue())}
    video, gone = (made("/videos", json={"title": "A"})["videoId"] for _ in "ab")
    session.delete(f"{url}/videos/{gone}", timeout=30).raise_for_status()
    for noun in ("captions", "chapters"):
        made(f"/videos/{video}/{noun}/fr", files=VTT)
    player = made("/players", json={})["playerId"]
    made(f"/players/{player}/logo", files=picture, data={"link": "https://a.org/"})
    hook = {"url": "http://127.0.0.1:9/", "events": ["video.caption.generated"]}
    return {
        "videoId": video,
        "discarded": gone,
        "language": "fr",
        "playerId": player,
        "watermarkId": made("/watermarks", files=picture)["watermarkId"],
        "webhookId": made("/webhooks", json=hook)["webhookId"],
        "summaryId": made("/summaries", json={"videoId": video})["summaryId"],
        "uploadToken": made("/upload-tokens", json={})["token"],
    }


def schemathesis(url, file, phases, more):
    """Run one round; return its exit code."""
    key = base64.b64encode(f"{KEY}:".encode()).decode()
    line = [sys.executable, "-m", "schemathesis.cli", "run", str(file), "--url", url]
    line += ["-H", f"Authorization: Basic {key}", "--checks", CHECKS]
    line += ["--phases", phases, "--continue-on-failure", "--warnings", "off"]
    # the key is not random, and a fault should be found again
    line += ["--seed", "1", "--max-examples", "20", *more]
    return subprocess.run(line, check=False).returncode


def main(argv):
    """Judge everything but deletions first, then all of it."""
    if not argv:
        sys.exit(__doc__)
    description = yaml.load(Path(argv[0]).read_text("utf-8"), Yaml12)
    codes = []
    for phases, more in (
        ("examples,coverage,fuzzing", ["--exclude-method", "DELETE"]),
        ("examples,coverage,fuzzing,stateful", []),
    ):
        with (
            tempfile.TemporaryDirectory() as folder,
            local_sandbox(Path(folder, "data")) as url,
        ):
            file = Path(folder, "openapi.json")
            file.write_text(json.dumps(prepared(description, things(url))))
            codes.append(schemathesis(url, file, phases, [*more, *argv[1:]]))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
