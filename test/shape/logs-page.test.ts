import { describe, expect, it } from "vitest";
import { filesBelow, read } from "../support/repository.ts";

const PAGE = read("docs/logs.md");
const LINE = /level(?:: ([^{}]*?))?,\s*event: (?:"([a-z.-]+)"|`incident\.)/g;

/** Returns every log message in the sources with its levels. */
function written(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const file of filesBelow("packages", (path) => /\/src\/.*\.ts$/.test(path))) {
    for (const [, level = "info warn", event = "incident.KIND"] of read(file).matchAll(LINE)) {
      const levels = found.get(event) ?? new Set();
      for (const [word] of level.matchAll(/\b(info|warn|error)\b/g)) levels.add(word);
      found.set(event, levels);
    }
  }
  return found;
}

describe("docs/logs.md", () => {
  it("has a row for every logged line, with its levels, and no other row", () => {
    const rows = [...PAGE.matchAll(/^\| `([a-zA-Z.-]+)` \| ([a-z, ]+) \|/gm)].map(([, event = "", levels = ""]) => [
      event,
      levels.split(", ").toSorted().join(", "),
    ]);
    const sources = [...written()].map(([event, levels]) => [event, [...levels].toSorted().join(", ")]);
    expect(sources.length).toBeGreaterThan(30);
    expect(rows.toSorted()).toEqual(sources.toSorted());
  });
});
