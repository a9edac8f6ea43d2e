import type { RelanceEvent } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type TestEdge, testEdge } from "../support/edge.ts";
import { API_TOKEN } from "../support/memory-port.ts";

const AUTHORIZED = { headers: { authorization: `Bearer ${API_TOKEN}` } };

function edgeWithEvents(count: number): TestEdge {
  const edge = testEdge();
  for (let index = 0; index < count; index += 1) {
    edge.port.log.push({
      id: `e${index}`,
      type: "enrollment.acknowledged",
      at: new Date("2013-08-15T10:00:00Z"),
      campaign: { name: "re-registration", occurrence: "2013-08" },
    });
  }
  return edge;
}

describe("events", () => {
  it("are read page by page, and each page contains the cursor of the next one", async () => {
    const { send } = edgeWithEvents(5);
    const ids: string[] = [];
    let cursor = "";
    for (let page = 0; page < 4; page += 1) {
      const read = (await (await send(`/events?limit=2&cursor=${cursor}`, AUTHORIZED)).json()) as Page;
      ids.push(...read.events.map(({ id }) => id));
      cursor = read.cursor;
    }
    expect(ids).toEqual(["e0", "e1", "e2", "e3", "e4"]);
  });

  it("have their times as ISO text", async () => {
    const { events } = (await (await edgeWithEvents(1).send("/events", AUTHORIZED)).json()) as Page;
    expect(events).toMatchObject([{ id: "e0", at: "2013-08-15T10:00:00.000Z" }]);
  });

  it.each([
    { query: "?limit=0", status: 400, code: "webhook/unreadable" },
    { query: "?limit=1001", status: 400, code: "webhook/unreadable" },
    { query: "?limit=ten", status: 400, code: "webhook/unreadable" },
    { query: "?curser=e0", status: 400, code: "webhook/unreadable" },
    { query: "?cursor=%00", status: 400, code: "webhook/unreadable" },
    { query: "?cursor=long-gone", status: 410, code: "events/cursor-expired" },
  ])("report the mistake in $query", async ({ query, status, code }) => {
    const { send, port } = edgeWithEvents(1);
    const response = await send(`/events${query}`, AUTHORIZED);
    expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }]);
    expect(port.refusals).toEqual([code]);
  });

  it("require a token", async () => {
    expect((await edgeWithEvents(1).send("/events")).status).toBe(401);
  });
});

interface Page {
  readonly events: readonly RelanceEvent[];
  readonly cursor: string;
}
