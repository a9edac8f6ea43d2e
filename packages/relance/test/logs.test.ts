import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { createRelance, type Log } from "relance";
import { describe, expect, it } from "vitest";
import { config } from "./docs/logs.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../docs/logs.md"), "utf8");
const FORGED = "https://notify.example.org/relance/a/a-token-that-nobody-made";

async function refuse(log: Log): Promise<void> {
  await using gateway = await createRelance({ ...config, observe: { log } });
  expect((await gateway.handle(new Request(FORGED))).status).toBe(404);
}

describe("a gateway's log", () => {
  it("is pino, as the page shows: its level, the name of the line, and the facts as members", async () => {
    expect(PAGE).toContain(`\`\`\`ts\n${readFileSync(join(import.meta.dirname, "docs/logs.ts"), "utf8")}\`\`\``);
    const lines: Record<string, unknown>[] = [];
    await refuse(
      pino({ base: { name: "relance" }, timestamp: false }, { write: (line) => lines.push(JSON.parse(line)) }),
    );
    const line = { level: 40, name: "relance", code: "webhook/not-found", msg: "webhook.refused" };
    expect(lines).toEqual([line]);
    const [shown = ""] = /^\{"level":40.*$/m.exec(PAGE) ?? [];
    expect(JSON.parse(shown)).toMatchObject(line);
  });

  it("respects the level of the logger", async () => {
    const lines: string[] = [];
    await refuse(pino({ level: "error" }, { write: (line) => lines.push(line) }));
    expect(lines).toEqual([]);
  });

  it("may be a function that gets each line", async () => {
    const lines: unknown[] = [];
    await refuse((line) => lines.push(line));
    expect(lines).toEqual([{ level: "warn", event: "webhook.refused", facts: { code: "webhook/not-found" } }]);
  });

  it("that fails does not prevent an answer", async () => {
    await refuse({
      info: () => {},
      warn: () => {
        throw new Error("the disk is full");
      },
      error: () => {},
    });
  });

  it("that is neither is a mistake in the configuration", async () => {
    const log = { info: () => {} } as unknown as Log;
    await expect(createRelance({ ...config, observe: { log } })).rejects.toMatchObject({ code: "config/invalid" });
  });
});
