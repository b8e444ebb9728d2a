"""Asks the form that Datasette shows for the state of a day as known on a day."""
import asyncio
import sys

from datasette.app import Datasette
from datasette.utils import parse_metadata

metadata = parse_metadata(open("record.metadata.yml").read())
site = Datasette(["record.sqlite"], metadata=metadata)
QUERY = "/record/state_on_day_as_known_on_day"


async def ask(**asked):
    answer = await site.client.get(f"{QUERY}.json", params={"_shape": "array", **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def main():
    await site.invoke_startup()
    page = await site.client.get(f"{QUERY}?occurred=2025-05-24&known=&path=commitments&field=delivered")
    assert page.status_code == 200, page.text
    for field in ("occurred", "known", "path", "field"):
        assert f'name="{field}"' in page.text, field
    asked = {"path": "commitments", "field": "delivered"}
    for occurred, known in (("2025-05-24", ""), ("2025-05-24", "2025-05-25"), ("2025-05-24", "2025-05-24"), ("", "")):
        rows = await ask(occurred=occurred, known=known, **asked)
        said = [row["low"] for row in rows if row["path"] == "commitments/r1-prisoners"]
        print(occurred or "all", known or "all", *said)
    for table in ("commitments", "events", "slot_history", "disputes_readings"):
        answer = await site.client.get(f"/record/{table}?_size=5")
        assert answer.status_code == 200, answer.text


sys.exit(asyncio.run(main()))
