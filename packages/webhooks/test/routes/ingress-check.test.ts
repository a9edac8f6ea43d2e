import { describe, expect, it } from "vitest";
import { testEdge } from "../support/edge.ts";

const LETTER = "ours-letter-0123456789";
const post = (body: string): RequestInit => ({ method: "POST", body });

describe("a test request to our own URL", () => {
  it("is stored before it is answered", async () => {
    const { send, port } = testEdge();
    expect((await send("/ingress-check", post(LETTER))).status).toBe(204);
    expect(port.letters).toEqual([LETTER]);
  });

  it("is never reported as arrived before it is stored", async () => {
    const { send, port } = testEdge();
    port.failure = new Error("disk full");
    expect((await send("/ingress-check", post(LETTER))).status).toBe(500);
  });

  it.each([
    { why: "is not ours", body: "another-letter-0123456789", status: 403 },
    { why: "is empty", body: "", status: 403 },
    { why: "is too long", body: "o".repeat(300), status: 413 },
  ])("is refused if it $why", async ({ body, status }) => {
    const { send, port } = testEdge();
    expect((await send("/ingress-check", post(body))).status).toBe(status);
    expect(port.letters).toEqual([]);
  });

  it("is refused if it repeats too often", async () => {
    const { send } = testEdge({ perTokenAMinute: 3, now: () => 0 });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await send("/ingress-check", post(LETTER))).status);
    expect(statuses).toEqual([204, 204, 204, 429]);
  });

  it("must be a POST", async () => {
    const { send } = testEdge();
    expect((await send("/ingress-check")).status).toBe(405);
  });
});
