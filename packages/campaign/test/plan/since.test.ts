import { describe, expect, it } from "vitest";
import { parseSince } from "../../src/definition/instants.ts";

describe("the time since which events count", () => {
  it.each([
    { text: "30d", since: { beforeMs: 30 * 86_400_000 } },
    { text: "0s", since: { beforeMs: 0 } },
    { text: "2013-08-01T00:00", since: { at: Date.parse("2013-07-31T22:00:00Z") } },
    { text: "2013-08-01T00:00Z", since: { at: Date.parse("2013-08-01T00:00:00Z") } },
  ])("is an instant in the campaign's zone, or a time before its start: $text", ({ text, since }) => {
    expect(parseSince(text, "Europe/Paris")).toEqual(since);
  });

  it.each(["", "yesterday", "-30d", "2013-08-01", "2013-02-30T00:00", "9999999d"])("is nothing else: %s", (text) => {
    expect(parseSince(text, "UTC")).toBeUndefined();
  });
});
