import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { RecordItem } from "@relance/spec";
import { sqliteStore } from "relance";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { type FarEnd, farEnd } from "../support/far-end.ts";
import { type Project, project } from "../support/project.ts";
import { type Spawned, spawned, spawnedAtTerminal } from "../support/spawned.ts";
import { waitFor } from "../support/wait-for.ts";

const PEOPLE = 40;
const RUN = ["run", "hello.campaign.yaml", "--recipients", String(PEOPLE), "--port", "0", "--exit"];
const LOSS = { campaign: 1, kind: "loss", provider: "sms.main", destination: "" } as const;

/** Starts a separate process, and waits until all messages of its campaign were sent. */
async function running(made: Project, far: FarEnd): Promise<Spawned> {
  const run = spawned(RUN, made.folder);
  await waitFor("everybody", () => far.heard.length >= PEOPLE);
  return run;
}

/** Writes three receipts for four messages and a loss incident, as a carrier and the watch do. */
async function carrierLoses({ folder }: Project, far: FarEnd): Promise<void> {
  const store = sqliteStore({ file: join(folder, "relance.db") });
  await store.open();
  const receipts = far.heard.slice(0, (3 * PEOPLE) / 4).map(
    ({ id }): RecordItem => ({
      provider: "sms.main",
      item: { type: "receipt", kind: "delivered", quality: "carrier", attemptId: id },
    }),
  );
  await store.record(receipts);
  await store.incident({ ...LOSS, change: "open", fact: "a quarter is lost", actor: "plugin:watch" });
  await store.close();
}

async function watchEnds({ folder }: Project): Promise<void> {
  const store = sqliteStore({ file: join(folder, "relance.db") });
  await store.open();
  await store.incident({ ...LOSS, change: "end", fact: "it answers again", actor: "plugin:watch" });
  await store.close();
}

async function everybodyConfirms({ folder: cwd }: Project): Promise<void> {
  const stdin = Array.from({ length: PEOPLE }, (_, k) => JSON.stringify({ key: `p${k + 1}`, on: "came" }));
  await cli(["acknowledge"], { cwd, stdin: stdin.join("\n") });
}

describe("relance status --follow", () => {
  it.skipIf(process.platform !== "linux")(
    "draws one screen over itself: the bar, receipts by flow, an incident with its commands; and ends with the campaign",
    async () => {
      await using far = await farEnd();
      await using made = await project({ farEnd: far.url, people: PEOPLE, receipts: true });
      const run = await running(made, far);
      const following = spawnedAtTerminal(["status", "hello", "--follow"], made.folder);
      const seen = () => stripVTControlCharacters(following.stdout());
      await waitFor("the first screen", () => seen().includes("0 % of 40 answered"));
      await carrierLoses(made, far);
      await waitFor("the loss", () => seen().includes("75 % of 40 answered"));
      await waitFor("the incident", () => seen().includes("#1 open · loss · sms.main · hello"));
      expect(seen()).toContain(`$ relance pause hello --provider sms.main --as YOU --reason "…"`);
      expect(seen()).toMatch(/sms\.main {2}[·▁▂▃▄▅▆▇█]{30} {2}75 % of 40 answered/);
      expect(following.stdout()).toContain("\u001b[0J");
      await everybodyConfirms(made);
      const left = await following.done;
      expect(left.code).toBe(0);
      expect(stripVTControlCharacters(left.stdout)).toMatch(/40 acknowledged · holds.*ledger {5}holds/s);
      expect(await run.done).toMatchObject({ code: 0 });
    },
  );

  it("says what is new line by line where no one sits, as JSON when asked", async () => {
    await using far = await farEnd();
    await using made = await project({ farEnd: far.url, people: PEOPLE, receipts: true });
    const run = await running(made, far);
    const lines = spawned(["status", "--follow"], made.folder);
    const json = spawned(["status", "--follow", "--json"], made.folder);
    await waitFor("both", () => lines.stdout() !== "" && json.stdout() !== "");
    await carrierLoses(made, far);
    await waitFor("the loss", () => json.stdout().includes("incident.opened"));
    await waitFor("the loss in words", () => lines.stdout().includes("75 % of 40 answered"));
    await watchEnds(made);
    await waitFor("its end", () => json.stdout().includes("incident.ended"));
    await everybodyConfirms(made);
    const [said, told] = [await lines.done, await json.done];
    expect([said.code, told.code]).toEqual([0, 0]);
    expect(said.stdout).not.toContain("\u001b");
    expect(said.stdout).toContain("$ relance report hello --out report.html");
    expect(said.stdout).toContain("#1 ended · loss · sms.main · hello · watch: it answers again");
    const events: Record<string, unknown>[] = told.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ event: "campaign.status", campaign: "hello", state: "running" });
    expect(events.find(({ event }) => event === "incident.opened")).toMatchObject({
      kind: "loss",
      remedies: [{ command: "relance report hello --out report.html" }, {}, {}],
    });
    expect(events.at(-1)).toMatchObject({ name: "hello", holds: true, states: { acknowledged: PEOPLE } });
    expect(await run.done).toMatchObject({ code: 0 });
  });

  it("ends at once where nothing continues, and with 0 by Ctrl-C", async () => {
    await using made = await project({ delivery: "capture" });
    expect(await cli(["status", "--follow"], { cwd: made.folder })).toMatchObject({
      code: 0,
      stderr: "no campaign found in this store\n",
    });
    await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd: made.folder });
    const following = spawned(["status", "--follow"], made.folder);
    await waitFor("a line", () => following.stdout().includes("3 waiting"));
    following.kill("SIGINT");
    expect(await following.done).toMatchObject({ code: 0, signal: null });
  });
});
