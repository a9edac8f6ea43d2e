import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { openSqlite } from "@relance/store-sqlite/embedded";
import { expect, it } from "vitest";
import { definition, HOUR, rows } from "./support/audience.ts";
import { tempFolder } from "./support/temp-folder.ts";

const PROGRAM = fileURLToPath(new URL("./support/acknowledging-process.ts", import.meta.url));

/** Runs a process that acknowledges, kills it after this many answers, and returns what it was told. */
async function toldBeforeKill(file: string, answers: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ["--conditions=@relance/source", PROGRAM, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split("\n").length > answers) child.kill("SIGKILL");
  });
  await new Promise((resolve) => child.on("close", resolve));
  return text.split("\n").slice(0, -1);
}

it("loses no acknowledgement that it confirmed, however often the process is killed", async () => {
  using folder = tempFolder();
  const file = folder.path("store.db");
  const open = () => openSqlite({ file, now: Date.now });
  const first = open();
  await first.open();
  const { campaign, version } = await first.define(definition("campaign"));
  const people = rows(4_000).map((row) => ({ ...row, deadline: { afterMs: HOUR } }));
  await first.enroll({ campaign, version, importId: "file", seq: 0, rows: people, refused: [] });
  await first.close();
  const told = new Set<string>();
  for (let kill = 0; kill < 3; kill++) {
    for (const line of await toldBeforeKill(file, 300)) told.add(line.split(" ")[0] ?? "");
    const after = open();
    await after.open();
    const targets = [...told].map((n) => ({ tenant: "", key: `person-${n}` }));
    expect((await after.statuses({ targets })).isAcknowledged.every(Boolean)).toBe(true);
    const [ledger] = await after.count(campaign);
    expect(ledger?.holds).toBe(true);
    expect(ledger?.states.acknowledged).toBeGreaterThanOrEqual(told.size);
    let page = await after.audit({ limit: 1_000 });
    while (page.cursor !== undefined) page = await after.audit({ cursor: page.cursor, limit: 1_000 });
    expect(page.findings.filter(({ rule }) => rule === "sums")).toEqual([]);
    await after.close();
  }
  expect(told.size).toBeGreaterThanOrEqual(300);
});
