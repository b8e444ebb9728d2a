"""Reads the tables of a record as data frames: from `csv` and `parquet`, with pandas, polars and DuckDB."""
import json

import duckdb
import pandas
import polars

package = json.load(open("csv/datapackage.json"))
resources = package["resources"]
columns = 0

# Types: what the package says of a column is what each reader finds in the Parquet file.
PANDAS = {"string": ("object", "str", "string"), "integer": ("Int64", "int64", "float64", "Int32"), "number": ("float64",),
          "boolean": ("object", "bool"), "date": ("object",), "datetime": ("datetime64[us, UTC]",)}
POLARS = {"string": polars.String, "integer": polars.Int64, "number": polars.Float64, "boolean": polars.Boolean,
          "date": polars.Date, "datetime": polars.Datetime("us", "UTC")}
DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE",
          "datetime": "TIMESTAMP WITH TIME ZONE"}
for resource in resources:
    name = resource["name"]
    in_pandas = pandas.read_parquet(f"parquet/{name}.parquet")
    in_polars = polars.read_parquet(f"parquet/{name}.parquet")
    in_duckdb = dict((row[0], row[1]) for row in duckdb.sql(f"describe select * from 'parquet/{name}.parquet'").fetchall())
    in_csv = pandas.read_csv(f"csv/{name}.csv", keep_default_na=False, na_values=[""])
    assert len(in_pandas) == in_polars.height == len(in_csv), name
    assert list(in_csv.columns) == list(in_pandas.columns), name
    for field in resource["schema"]["fields"]:
        column, holds = field["name"], field["type"]
        assert str(in_pandas[column].dtype) in PANDAS[holds], (name, column, holds, in_pandas[column].dtype)
        assert in_polars.schema[column] == POLARS[holds], (name, column, holds, in_polars.schema[column])
        assert in_duckdb[column] == DUCKDB[holds], (name, column, holds, in_duckdb[column])
        assert in_csv[column].isna().sum() == in_pandas[column].isna().sum(), (name, column)
        if holds in ("integer", "number"):
            assert in_csv[column].sum() == in_pandas[column].sum() == (in_polars[column].sum() or 0), (name, column)
        columns += 1
assert columns > 400, columns

# Sums: over the lots of a row they are what asof says of the row, in each reader.
state = json.load(open("state.json"))
expected = {}
for row in state["exchanges"]:
    key = (row["category"], row["from"], row["to"], row["quantity"]["per"])
    expected[key] = (row["quantity"]["low"] or 0, row["quantity"]["high"]) if row["quantity"]["bound"] != "unknown" else (0, 0)
by = ["category", "from", "to", "quantity_per"]
none = lambda value: None if pandas.isna(value) else value


def check(reader, rows):
    found = {tuple(none(value) for value in row[:4]): (row[4], row[5]) for row in rows}
    assert found.keys() == expected.keys(), reader
    for key, (low, high) in expected.items():
        assert (none(found[key][0]) or 0) == low, (reader, key, found[key], low)
        if high is not None:
            assert (none(found[key][1]) or 0) == high, (reader, key, found[key], high)


for lots in (pandas.read_parquet("parquet/deliveries.parquet"), pandas.read_csv("csv/deliveries.csv")):
    check("pandas", lots.groupby(by, dropna=False)[["adds_low", "adds_high"]].sum().reset_index().itertuples(index=False, name=None))
lots = polars.read_parquet("parquet/deliveries.parquet")
check("polars", lots.group_by(by).agg(polars.sum("adds_low"), polars.sum("adds_high")).iter_rows())
for file in ("parquet/deliveries.parquet", "csv/deliveries.csv"):
    rows = duckdb.sql(f'select category, "from", "to", quantity_per, sum(adds_low), sum(adds_high) from \'{file}\' group by all')
    check("duckdb", rows.fetchall())
print(f"{len(resources)} tables, {columns} columns")
