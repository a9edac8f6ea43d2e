import { expect, it } from "vitest";
import { filesBelow, read } from "../support/repository.ts";

/** The date at which a benchmark was measured. */
const DAY =
  /\b\d{1,2}\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+20\d\d\b/;

it("a page with measured values states when they were measured", () => {
  const pages = filesBelow("docs", (path) => path.endsWith(".md")).filter((page) =>
    read(page).includes("npm run bench"),
  );
  const links = (page: string) => /See\s\[speed\]\(.*for figures|^See \[speed\]/m.test(read(page));
  expect(pages.filter((page) => !DAY.test(read(page)) && !links(page))).toEqual([]);
});

it("each part of docs/speed.md states when it was measured", () => {
  const [, ...parts] = read("docs/speed.md").split(/^#+ .*$/m);
  const [, ...measured] = parts;
  expect(measured.filter((part) => !DAY.test(part))).toEqual([]);
});
