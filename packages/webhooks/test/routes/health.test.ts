import { describe, expect, it } from "vitest";
import { testEdge } from "../support/edge.ts";
import { API_TOKEN, HEALTHY } from "../support/memory-port.ts";

const AUTHORIZED = { headers: { authorization: `Bearer ${API_TOKEN}` } };

describe("health", () => {
  it("returns yes or no to a load balancer, and the reason to a token holder", async () => {
    const { send, port } = testEdge();
    port.state = { ...HEALTHY, ok: false, auditor: "red", findings: ["3 recipients are overdue"] };
    const [open, known] = [await send("/health"), await send("/health", AUTHORIZED)];
    expect([open.status, await open.json()]).toEqual([503, { ok: false }]);
    expect([known.status, await known.json()]).toEqual([503, port.state]);
  });

  it("hides its details from a wrong token, and from all clients if no token is set", async () => {
    const { send, port } = testEdge();
    expect(await (await send("/health", { headers: { authorization: "Bearer x" } })).json()).toEqual({
      ok: true,
    });
    port.apiTokens = [""];
    expect(await (await send("/health", { headers: { authorization: "Bearer " } })).json()).toEqual({
      ok: true,
    });
  });

  it("is 503 if the engine cannot report its status", async () => {
    const { send, port } = testEdge();
    port.failure = new Error("no answer");
    expect((await send("/health")).status).toBe(503);
  });
});
