"""What nginx has to be told about the files of the site, so that it answers as the program does.

Two files: one for `http { }` (names of downloads, times to keep), one for `server { }` (types, and
the headers that all answers have).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

Headers = Mapping[str, str]
# Those the web server makes itself, and those of one answer only.
_NOT_OURS = {"Content-Type", "Content-Length", "ETag", "Last-Modified", "X-Request-ID", "Vary"}


def file_name(url: str) -> str:
    """The file of a URL, below the root: `/2025/` is `/2025/index.html`."""
    path = unquote(url)
    return f"{path}index.html" if path.endswith("/") else path


def for_http(headers_by_url: Mapping[str, Headers]) -> str:
    """Maps from the URL to the headers that differ from URL to URL.

    `known`: URL → headers of the program's answer there.
    """
    maps = [_map(name, headers_by_url) for name in _varying(headers_by_url)]
    return "\n".join(["# Made by publish_site.", *maps, ""])


def for_server(headers_by_url: Mapping[str, Headers]) -> str:
    """The types of the files and the headers of every answer."""
    varying = _varying(headers_by_url)
    common = {name: value for name, value in _all(headers_by_url) if name not in varying}
    types = _types(headers_by_url)
    lines = ["# Made by publish_site.", "types {"]
    for kind in sorted(set(types.values())):
        endings = sorted(ending for ending, each in types.items() if each == kind)
        lines.append(f"    {kind.partition(';')[0]} {' '.join(endings)};")
    with_charset = sorted({k.partition(";")[0] for k in types.values() if "charset" in k})
    lines += ["}", "charset utf-8;", f"charset_types {' '.join(with_charset)};"]
    lines += [f"add_header {name} {_quoted(value)};" for name, value in sorted(common.items())]
    lines += [f"add_header {name} ${_variable(name)};" for name in varying]
    for url, headers in sorted(headers_by_url.items()):
        kind = headers["Content-Type"]
        if kind != types[_ending(url)]:
            rules = f"types {{ }} charset off; default_type {_quoted(kind)};"
            lines.append(f"location = {url} {{ {rules} }}")
    return "\n".join([*lines, ""])


def _varying(headers_by_url: Mapping[str, Headers]) -> list[str]:
    """Headers that not every answer has, or not with the same value."""
    values: dict[str, set[str]] = {}
    for name, value in _all(headers_by_url):
        values.setdefault(name, set()).add(value)
    counts = Counter(name for name, _ in _all(headers_by_url))
    return sorted(
        n for n, texts in values.items() if len(texts) > 1 or counts[n] < len(headers_by_url)
    )


def _all(headers_by_url: Mapping[str, Headers]) -> Iterator[tuple[str, str]]:
    for headers in headers_by_url.values():
        yield from ((n, value) for n, value in headers.items() if n not in _NOT_OURS)


def _map(name: str, headers_by_url: Mapping[str, Headers]) -> str:
    """nginx sends no header whose value is empty."""
    values = {file_name(url): headers.get(name, "") for url, headers in headers_by_url.items()}
    usual = Counter(values.values()).most_common(1)[0][0]
    lines = [f"map $uri ${_variable(name)} {{", f"    default {_quoted(usual)};"]
    others = sorted((path, value) for path, value in values.items() if value != usual)
    lines += [f"    {path} {_quoted(value)};" for path, value in others]
    return "\n".join([*lines, "}"])


def _variable(name: str) -> str:
    return f"site_{name.lower().replace('-', '_')}"


def _types(headers_by_url: Mapping[str, Headers]) -> dict[str, str]:
    """Ending → the type that most files with it have."""
    kinds: dict[str, Counter[str]] = {}
    for url, headers in headers_by_url.items():
        kinds.setdefault(_ending(url), Counter())[headers["Content-Type"]] += 1
    return {ending: counts.most_common(1)[0][0] for ending, counts in kinds.items()}


def _ending(url: str) -> str:
    return "html" if url.endswith("/") else PurePosixPath(url).suffix.removeprefix(".")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
