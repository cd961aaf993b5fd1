#!/usr/bin/env python3
"""Small Parquet files as pyarrow and pandas write them, and what pyarrow reads from them:
tests/vectors/parquet/. Needs pyarrow.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import datetime
import decimal
import json
import pathlib
import struct
import zlib

import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent / "parquet"
N = 57


def png(shade):
    """A picture of 4 x 4 pixels of one grey."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes([shade]) * 4 for _ in range(4))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def plain():
    day = datetime.date(1969, 12, 30)
    return pa.table({
        "text": pa.array([None if i % 7 == 3 else f"Zeile {i} ü€" for i in range(N)]),
        "few": pa.array([["rot", "grün", "blau"][i % 3] for i in range(N)]),
        "int": pa.array([i - 20 for i in range(N)], pa.int32()),
        "long": pa.array([None if i % 5 == 0 else (i - 28) * 10 ** 15 for i in range(N)], pa.int64()),
        "unsigned": pa.array([2 ** 64 - 1 - i for i in range(N)], pa.uint64()),
        "float": pa.array([i / 8 - 3 for i in range(N)], pa.float32()),
        "double": pa.array([i * 0.1 for i in range(N)], pa.float64()),
        "flag": pa.array([None if i % 11 == 1 else i % 3 == 0 for i in range(N)]),
        "date": pa.array([day + datetime.timedelta(days=i) for i in range(N)]),
        "time": pa.array([datetime.datetime(1969, 12, 31, 23, 59, 58) + datetime.timedelta(milliseconds=250 * i) for i in range(N)], pa.timestamp("ms")),
        "money": pa.array([decimal.Decimal(i - 30) / 100 for i in range(N)], pa.decimal128(9, 2)),
        "nothing": pa.array([None] * N, pa.string()),
    })


def nested():
    return pa.table({
        "tags": pa.array([None if i % 9 == 4 else [f"t{j}" if j != 1 else None for j in range(i % 4)] for i in range(N)]),
        "grid": pa.array([[[1, 2], [], None] if i % 3 == 0 else [] if i % 3 == 1 else [[i]] for i in range(N)],
                         pa.list_(pa.list_(pa.int64()))),
        "point": pa.array([None if i == 5 else {"x": i, "y": None if i % 2 else i / 2} for i in range(N)],
                          pa.struct([("x", pa.int32()), ("y", pa.float64())])),
    })


def pictures():
    features = {"image": {"_type": "Image"}, "label": {"names": ["dark", "bright"], "_type": "ClassLabel"}}
    table = pa.table({
        "image": pa.array([{"bytes": png(i * 4), "path": f"p{i}.png"} for i in range(N)], pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
        "label": pa.array([i // 29 for i in range(N)], pa.int64()),
    })
    return table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})


def as_json(value):
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {k: as_json(v) for k, v in value.items()}
    if isinstance(value, list):
        return [as_json(v) for v in value]
    return value


def write(name, table, **how):
    how = {"row_group_size": 20, "data_page_size": 200, "write_batch_size": 8, **how}
    pq.write_table(table, HERE / f"{name}.parquet", **how)
    rows = pq.read_table(HERE / f"{name}.parquet").to_pylist()
    (HERE / f"{name}.json").write_text(json.dumps(as_json(rows), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


HERE.mkdir(exist_ok=True)
write("snappy", plain(), compression="snappy")
write("zstd-2", plain(), compression="zstd", data_page_version="2.0")
write("gzip-plain", plain().select(["text", "int", "flag"]), compression="gzip", use_dictionary=False)
write("none-int96", plain().select(["time", "few"]), compression="none", use_deprecated_int96_timestamps=True)
write("nested", nested(), compression="snappy")
write("nested-2", nested(), compression="none", data_page_version="2.0")
write("pictures", pictures(), compression="snappy")
pq.write_table(plain().select(["int"]), HERE / "delta.parquet", use_dictionary=False, column_encoding={"int": "DELTA_BINARY_PACKED"})
pq.write_table(plain().select(["few"]), HERE / "brotli.parquet", compression="brotli")
