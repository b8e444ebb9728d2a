"""Asks `asof mcp` everything that it offers, with the client of the protocol's authors, and prints the answers as JSON."""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters, stdio_client

QUESTIONS = {
    "processes": {},
    "state": {"only": ["exchanges"]},
    "known": {"when": "2025-05-24"},
    "hindsight": {"when": "2025-05-24"},
    "diff": {"from": "round:1", "to": "round:2"},
    "log": {"during": "2025-06"},
    "about": {"thing": "round:2"},
    "due": {},
    "show": {"key": "r1-prisoners"},
    "why": {"path": "commitments/r1-prisoners/delivered"},
    "disputes": {},
    "names": {"text": "umerov"},
    "history": {"path": "commitments/r1-prisoners/delivered"},
}


async def main(program: str, log: str) -> None:
    server = StdioServerParameters(command=program, args=["--log", log, "mcp"], env={"ASOF_NOW": "2026-11-23T10:00+00:00"})
    told = {"tools": {}}
    async with Client(stdio_client(server)) as client:
        assert "UNTRUSTED" in client.instructions
        listed = {tool.name for tool in (await client.list_tools()).tools}
        assert listed == set(QUESTIONS), listed
        for name, arguments in QUESTIONS.items():
            # The client checks each answer against the schema of the tool, and fails if it is not as described.
            answer = await client.call_tool(name, arguments)
            told["tools"][name] = {
                "is_error": answer.is_error,
                "text": answer.content[0].text,
                "document": answer.structured_content,
            }
        refused = await client.call_tool("show", {"key": "r1-prisonerz"})
        told["refused"] = {"is_error": refused.is_error, "text": refused.content[0].text}
        resources, cursor = [], None
        while True:
            page = await client.list_resources(cursor=cursor)
            resources += page.resources
            cursor = page.next_cursor
            if cursor is None:
                break
        told["resources"] = len(resources)
        templates = (await client.list_resource_templates()).resource_templates
        assert any("{process}/{key}" in template.uri_template for template in templates)
        entry = await client.read_resource("asof://event/istanbul-2025/r1-prisoners")
        assert json.loads(entry.contents[0].text)["key"] == "r1-prisoners"
    print(json.dumps(told))


asyncio.run(main(*sys.argv[1:]))
