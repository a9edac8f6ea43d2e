import { describe, expect, it } from "vitest";
import { testEdge } from "../support/edge.ts";
import { API_TOKEN } from "../support/memory-port.ts";

const authorization = `Bearer ${API_TOKEN}`;

function post(path: string, body: string, headers: Record<string, string> = { authorization }): Promise<Response> {
  return testEdge().send(path, { method: "POST", headers, body });
}

describe("POST /commands/<plugin>/<command>", () => {
  it("runs a command of a plugin, and returns its results", async () => {
    for (const body of ["{}", ""]) {
      const response = await post("/commands/crm/list", body);
      expect([response.status, await response.json()]).toEqual([200, { results: [{ name: "a" }] }]);
    }
  });

  it.each([
    ["without a token", "/commands/crm/list", "{}", {}, 401, "webhook/unauthorized"],
    ["of a plugin without it", "/commands/crm/drop", "{}", undefined, 404, "webhook/not-found"],
    ["with an input that it refuses", "/commands/crm/list", '{"a":"b"}', undefined, 400, "webhook/unreadable"],
    ["with a body that is no JSON", "/commands/crm/list", "{", undefined, 400, "webhook/unreadable"],
  ])("refuses a command %s", async (_, path, body, headers, status, code) => {
    const response = await post(path, body, headers);
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      status,
      code,
    ]);
  });
});
