"""Where bytes lie: a folder or S3, both under the hash of what they hold. Written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import urlsplit

__all__ = ["FolderStore", "S3Store", "Store", "open_store"]


class Store(Protocol):
    """The one interface. Keys are `tenant/aa/sha256`; `put` of a key that is there changes nothing."""

    def put(self, key: str, source: IO[bytes]) -> None:
        """Keep these bytes. Raises OSError (a full disk, no connection) and leaves nothing half-written."""

    def open(self, key: str) -> IO[bytes]:
        """The bytes again; raises FileNotFoundError."""

    def delete(self, key: str) -> None:
        """Forget them; no error when they are not there."""

    def held(self) -> Iterator[tuple[str, float]]:
        """Everything that is kept, with its time (seconds since the epoch)."""


class FolderStore:
    """Files in a folder of this machine, readable by its owner only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if any(part in {"", ".", ".."} for part in parts):
            raise ValueError(f"not a key: {key!r}")
        return self.root.joinpath(*parts)

    def put(self, key: str, source: IO[bytes]) -> None:
        target = self._path(key)
        if target.exists():
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".draft-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                while chunk := source.read(1 << 20):
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise

    def open(self, key: str) -> IO[bytes]:
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def held(self) -> Iterator[tuple[str, float]]:
        for path in self.root.glob("*/*/*"):
            if path.is_file():
                yield path.relative_to(self.root).as_posix(), path.stat().st_mtime


class S3Store:
    """An S3 bucket. Credentials and endpoint come from the environment, as every S3 client reads them."""

    def __init__(self, bucket: str, prefix: str = "", client: Any = None) -> None:
        if client is None:
            import boto3  # the extra `s3`

            client = boto3.client("s3", endpoint_url=os.environ.get("MARSHRUT_S3_ENDPOINT") or None)
        self.client, self.bucket, self.prefix = client, bucket, prefix.strip("/")

    def _name(self, key: str) -> str:
        return f"{self.prefix}/{key}" if self.prefix else key

    def put(self, key: str, source: IO[bytes]) -> None:
        self._call("upload_fileobj", source, self.bucket, self._name(key))

    def open(self, key: str) -> IO[bytes]:
        body: IO[bytes] = self._call("get_object", Bucket=self.bucket, Key=self._name(key))["Body"]
        return body

    def delete(self, key: str) -> None:
        self._call("delete_object", Bucket=self.bucket, Key=self._name(key))

    def held(self) -> Iterator[tuple[str, float]]:
        start = f"{self.prefix}/" if self.prefix else ""
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=start):
            for item in page.get("Contents", ()):
                yield item["Key"][len(start) :], item["LastModified"].timestamp()

    def _call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self.client, name)(*args, **kwargs)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in {"NoSuchKey", "404"}:
                raise FileNotFoundError(str(error)) from error
            raise OSError(f"S3: {error}") from error
        except (BotoCoreError, Boto3Error) as error:
            raise OSError(f"S3: {error}") from error


def open_store(address: str) -> Store:
    """The store of a setting: a folder's path, or `s3://bucket/prefix`."""
    if address.startswith("s3://"):
        parts = urlsplit(address)
        return S3Store(parts.netloc, parts.path)
    return FolderStore(Path(address))
