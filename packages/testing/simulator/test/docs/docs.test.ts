import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import type { BrowserLike } from "../../src/index.ts";
import { pageServer } from "../support/page-server.ts";
import { scan } from "./scan.ts";

const page = readFileSync(new URL("../../../../../docs/simulator.md", import.meta.url), "utf8");

it("the page shows the simulated APIs as they are called here", () => {
  const example = readFileSync(new URL("scan.ts", import.meta.url), "utf8");
  expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
});

it("the example scans a page, and opens it in the given browser", async () => {
  await using site = await pageServer('<form method="post"><button name="answer" value="done">Done</button></form>');
  const opened: string[] = [];
  const browser: BrowserLike = {
    newPage: async () => ({
      goto: async (url) => opened.push(url),
      evaluate: async () => 0,
      waitForEvent: async () => undefined,
      close: async () => undefined,
    }),
  };
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await scan(`${site.url}/a/1`, browser);
  log.mockRestore();
  expect(site.posted).toMatchObject([{ fields: { answer: "done" } }]);
  expect(opened).toEqual([`${site.url}/a/1`]);
});
