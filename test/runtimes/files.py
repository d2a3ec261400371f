"""Writes files.mjs: small files of each codec, for the study to read on every engine.

Run with pyarrow 25.0.1 (pip install, Python 3.11): python3 files.py
"""

import base64
import io
import json
import pathlib
import struct
import zlib

import pyarrow as pa
import pyarrow.parquet as pq

table = pa.table({
    "problem": ["a", "b", "ü €😀"] * 20,
    "sample": pa.array([i // 3 for i in range(60)], pa.int64()),
    "passed": [None if i % 7 == 0 else i % 3 == 0 for i in range(60)],
    "reward": [None if i % 11 == 0 else i / 7 for i in range(60)],
    "embedding": pa.array([None if i % 13 == 0 else [i / 3, -i / 9] for i in range(60)], pa.list_(pa.float32())),
})


def parquet(codec):
    sink = io.BytesIO()
    pq.write_table(table, sink, compression=codec, store_schema=False, write_statistics=False, row_group_size=30)
    return sink.getvalue()


def log():
    """A log of inspect_ai: a zip archive whose members are packed by Zstandard, method 93."""
    members = {"header.json": {"version": 2, "status": "success", "eval": {"model": "mock/model"}}}
    for epoch in (1, 2):
        members[f"samples/sum_epoch_{epoch}.json"] = {"id": "sum", "epoch": epoch, "output": {"completion": "é" * 100 * epoch}, "scores": {"match": {"value": "CI"[epoch - 1]}}}
    body, directory = b"", b""
    for name, value in members.items():
        content = json.dumps(value).encode()
        packed = pa.Codec("zstd").compress(content, asbytes=True)
        common = struct.pack("<HHHHHIIIHH", 63, 0, 93, 0, 33, zlib.crc32(content), len(packed), len(content), len(name), 0)
        directory += b"PK\1\2" + struct.pack("<H", 63) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode()
        body += b"PK\3\4" + common + name.encode() + packed
    return body + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)


files = {codec: parquet(codec) for codec in ["snappy", "gzip", "brotli", "zstd", "lz4"]} | {"log": log()}
lines = "".join(f"  {name}: {json.dumps(base64.b64encode(content).decode())},\n" for name, content in files.items())
(pathlib.Path(__file__).parent / "files.mjs").write_text(f"/** Parquet by its codec, and a log of inspect_ai packed by Zstandard, in base64: written by files.py. */\nexport const files = {{\n{lines}}};\n")
