import { readFileSync } from "node:fs";
import { sqliteStore } from "relance";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { examplesOf, printed } from "../support/doc-examples.ts";
import type { Project } from "../support/project.ts";
import { ledgerOf, started } from "../support/started.ts";

const LOSS = { campaign: 1, kind: "loss", provider: "sms.main", destination: "+3363" } as const;
const BY = ["--as", "ada", "--reason", "looked at it"];

/** What the watch writes when it sees a loss: an incident, and a hold of its own. */
async function watchPauses({ folder }: Project): Promise<void> {
  const store = sqliteStore({ file: `${folder}/relance.db` });
  await store.open();
  const fact = "sms.main to +3363 loses about 26 % of its messages";
  await store.incident({ ...LOSS, change: "open", fact, action: "sms.main is paused", actor: "watch" });
  const reviewAt = Date.now() + 900_000;
  const hold = { source: "watch", gate: "held", actor: "watch", reason: fact, reviewAt } as const;
  await store.control([{ campaign: 1, provider: "sms.main", ...hold }]);
  await store.close();
}

async function watchEnds({ folder }: Project): Promise<void> {
  const store = sqliteStore({ file: `${folder}/relance.db` });
  await store.open();
  await store.incident({ ...LOSS, change: "end", fact: "it answers again", actor: "watch" });
  await store.close();
}

describe("relance incidents", () => {
  it("prints what was seen and done, and commands that are complete", async () => {
    await using made = await started();
    await watchPauses(made);
    const { code, stdout } = await cli(["incidents", "hello"], { cwd: made.folder });
    expect(code).toBe(0);
    expect(stdout).toContain("#1 open · loss · sms.main to +3363 · hello");
    expect(stdout).toContain("watch: sms.main to +3363 loses about 26 % of its messages\n    → sms.main is paused");
    expect(stdout).toContain("$ relance report hello --out report.html");
    expect(stdout).toContain(`$ relance resume hello --provider sms.main --override --as YOU --reason "…"`);
  });

  it("prints what docs/incidents.md shows", async () => {
    await using made = await started();
    await watchPauses(made);
    const page = readFileSync(new URL("../../../../docs/incidents.md", import.meta.url), "utf8");
    const [example] = examplesOf(page);
    expect(example?.command).toBe("incidents hello");
    const { stdout } = await cli(["incidents", "hello"], { cwd: made.folder });
    expect(stdout).toMatch(printed(example?.output ?? ""));
  });

  it("prints commands that do what they say: the override is carried out and kept with its author", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await watchPauses(made);
    expect(await ledgerOf(cwd)).toMatchObject({ state: "held" });
    await cli(["resume", "hello", "--provider", "sms.main", ...BY], { cwd });
    expect(await ledgerOf(cwd)).toMatchObject({ state: "held" });
    const [incident] = (await cli(["incidents", "hello", "--json"], { cwd })).json<{
      remedies: { command: string }[];
    }>();
    const said = incident?.remedies.find(({ command }) => command.includes("--override"))?.command ?? "";
    const argv = said
      .replace(/ --as .*/, "")
      .split(" ")
      .slice(1);
    expect(await cli([...argv, ...BY], { cwd })).toMatchObject({
      code: 0,
      stdout: "hello sends again over sms.main\n",
    });
    expect(await ledgerOf(cwd)).toMatchObject({ state: "running" });
    const [after] = (await cli(["incidents", "--json"], { cwd })).json<{ notes: unknown[] }>();
    expect(after?.notes.at(-1)).toMatchObject({
      actor: "ada",
      fact: "looked at it",
      action: "sms.main sends again by hand, whatever the watch holds",
    });
  });

  it("prints with a campaign's name what its providers met, whichever campaign it was about", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const store = sqliteStore({ file: `${cwd}/relance.db` });
    await store.open();
    const met = (provider: string) =>
      ({ campaign: 0, kind: "breaker", provider, destination: "", actor: "watch", fact: "it answers nobody" }) as const;
    for (const provider of ["sms.main", "sms.elsewhere"]) await store.incident({ ...met(provider), change: "open" });
    expect((await cli(["incidents", "hello"], { cwd })).stdout.match(/^#.*$/gm)).toEqual([
      "#1 open · breaker · sms.main",
    ]);
    expect((await cli(["incidents", "hello", "--open"], { cwd })).stdout).toContain("it answers nobody");
    await store.incident({ ...met("sms.main"), change: "end" });
    await store.close();
    expect(await cli(["incidents", "hello", "--open"], { cwd })).toMatchObject({ stderr: "nothing is open\n" });
    expect((await cli(["incidents", "hello"], { cwd })).stdout).toContain("#1 ended · breaker · sms.main");
  });

  it("lists only what is open when asked, and says when there is nothing", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const none = await cli(["incidents"], { cwd });
    expect(none).toMatchObject({ code: 0, stdout: "", stderr: "nothing was noticed\n" });
    await watchPauses(made);
    await watchEnds(made);
    expect(await cli(["incidents", "--open"], { cwd })).toMatchObject({
      code: 0,
      stderr: "nothing is open\n",
    });
    const { stdout } = await cli(["incidents"], { cwd });
    expect(stdout).toContain("#1 ended · loss");
    expect(stdout).toContain("$ relance export hello --unreached");
  });
});

describe("pausing and resuming one provider", () => {
  it("refuses a provider that no step is sent over, and another way without one to leave", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const unknown = await cli(["pause", "hello", "--provider", "sms.nope", ...BY], { cwd });
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain("config/provider-unknown");
    expect(await cli(["pause", "hello", "--via", "sms.main", ...BY], { cwd })).toMatchObject({ code: 2 });
    expect(await cli(["resume", "hello", "--rate", "fast", ...BY], { cwd })).toMatchObject({ code: 2 });
    expect(await ledgerOf(cwd)).toMatchObject({ state: "running" });
  });

  it("limits its rate until the limit is taken away", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const slow = await cli(["resume", "hello", "--provider", "sms.main", "--rate", "90/m", "--json", ...BY], {
      cwd,
    });
    expect(slow.json()).toMatchObject([{ resumed: "hello", provider: "sms.main", perSecond: 1.5 }]);
    const free = await cli(["resume", "hello", "--rate", "none", "--json", ...BY], { cwd });
    expect(free.json()).toMatchObject([{ resumed: "hello", perSecond: null }]);
  });
});
