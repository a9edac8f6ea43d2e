import { afterEach, describe, expect, it, vi } from "vitest";
import { openWatched } from "./support/watched.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("a stream of the console", () => {
  it("ends within a minute after the application denies its reader access", async () => {
    let isStaff = true;
    let asked = 0;
    await using here = await openWatched(
      {
        token: undefined,
        viewerToken: undefined,
        authorize: () => {
          asked += 1;
          return isStaff && { role: "viewer" };
        },
      },
      { works: false },
    );
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const response = await here.console.handle(new Request(`${here.url}live?view=campaigns`));
    let hasEnded = false;
    const reading = (async () => {
      for await (const _ of response.body ?? []);
      hasEnded = true;
    })();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(2);
    expect(hasEnded).toBe(false);
    isStaff = false;
    await vi.advanceTimersByTimeAsync(60_000);
    await reading;
    expect(asked).toBe(3);
    vi.useRealTimers();
  });
});
