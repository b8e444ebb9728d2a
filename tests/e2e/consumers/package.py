"""Checks a folder of tables as a Frictionless data package: every cell, every key, every reference."""
from frictionless import Package, system

with system.use_context(trusted=True):
    report = Package("csv/datapackage.json").validate()
assert report.valid, report.flatten(["type", "message"])[:5]
print(f"{report.stats['tasks']} tables")
