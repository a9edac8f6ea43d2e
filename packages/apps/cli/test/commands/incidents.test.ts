import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type IncidentKind, listRemedies } from "@relance/spec";
import { sqliteStore } from "relance";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { examplesOf, printed } from "../support/doc-examples.ts";
import { emptyFolder, type Project } from "../support/project.ts";
import { ledgerOf, started } from "../support/started.ts";

const LOSS = { campaign: 1, kind: "loss", provider: "sms.main", destination: "+3363" } as const;
const BY = ["--as", "ada", "--reason", "looked at it"];

/** Opens a loss incident and holds the queue, as the watch does. */
async function watchPauses({ folder }: Project): Promise<void> {
  const store = sqliteStore({ file: `${folder}/relance.db` });
  await store.open();
  const fact = "sms.main to +3363 loses about 26 % of its messages";
  await store.incident({ ...LOSS, change: "open", fact, action: "sms.main is paused", actor: "plugin:watch" });
  const reviewAt = Date.now() + 900_000;
  const hold = { source: "plugin:watch", gate: "held", actor: "plugin:watch", reason: fact, reviewAt } as const;
  await store.control([{ campaign: 1, provider: "sms.main", ...hold }]);
  await store.close();
}

async function watchEnds({ folder }: Project): Promise<void> {
  const store = sqliteStore({ file: `${folder}/relance.db` });
  await store.open();
  await store.incident({ ...LOSS, change: "end", fact: "it answers again", actor: "plugin:watch" });
  await store.close();
}

describe("relance incidents", () => {
  it("prints findings and actions, and complete commands", async () => {
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
    const page = readFileSync(new URL("../../../../../docs/incidents.md", import.meta.url), "utf8");
    const [example] = examplesOf(page);
    expect(example?.command).toBe("incidents hello");
    const { stdout } = await cli(["incidents", "hello"], { cwd: made.folder });
    expect(stdout).toMatch(printed(example?.output ?? ""));
  });

  it("prints commands that work: the override is applied and recorded with its author", async () => {
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
      action: "sms.main was resumed by hand, despite the watch's holds",
    });
  });

  it("prints a campaign's provider incidents, whichever campaign opened them", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const store = sqliteStore({ file: `${cwd}/relance.db` });
    await store.open();
    const met = (provider: string) =>
      ({
        campaign: 0,
        kind: "breaker",
        provider,
        destination: "",
        actor: "plugin:watch",
        fact: "it does not answer",
      }) as const;
    for (const provider of ["sms.main", "sms.elsewhere"]) await store.incident({ ...met(provider), change: "open" });
    expect((await cli(["incidents", "hello"], { cwd })).stdout.match(/^#.*$/gm)).toEqual([
      "#1 open · breaker · sms.main",
    ]);
    expect((await cli(["incidents", "hello", "--open"], { cwd })).stdout).toContain("it does not answer");
    await store.incident({ ...met("sms.main"), change: "end" });
    await store.close();
    expect(await cli(["incidents", "hello", "--open"], { cwd })).toMatchObject({ stderr: "no incident is open\n" });
    expect((await cli(["incidents", "hello"], { cwd })).stdout).toContain("#1 ended · breaker · sms.main");
  });

  it("lists only open incidents on request, and reports if none exists", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const none = await cli(["incidents"], { cwd });
    expect(none).toMatchObject({ code: 0, stdout: "", stderr: "there is no incident\n" });
    await watchPauses(made);
    await watchEnds(made);
    expect(await cli(["incidents", "--open"], { cwd })).toMatchObject({
      code: 0,
      stderr: "no incident is open\n",
    });
    const { stdout } = await cli(["incidents"], { cwd });
    expect(stdout).toContain("#1 ended · loss");
    expect(stdout).toContain("$ relance export hello --unreached");
  });
});

describe("pausing and resuming one provider", () => {
  it("refuses a provider that no step uses, and --via without a provider", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const unknown = await cli(["pause", "hello", "--provider", "sms.nope", ...BY], { cwd });
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain("config/provider-unknown");
    expect(await cli(["pause", "hello", "--via", "sms.main", ...BY], { cwd })).toMatchObject({ code: 2 });
    expect(await cli(["resume", "hello", "--rate", "fast", ...BY], { cwd })).toMatchObject({ code: 2 });
    expect(await ledgerOf(cwd)).toMatchObject({ state: "running" });
  });

  it("limits a provider's rate until the limit is removed", async () => {
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

describe("a command that an incident names", () => {
  const KINDS = {
    loss: 1,
    stall: 1,
    "fake-receipts": 1,
    "low-answers": 1,
    refusals: 1,
    unwritten: 1,
    breaker: 1,
    throttled: 1,
    ingress: 1,
    budget: 1,
    stopped: 1,
    pumping: 1,
  } satisfies Record<IncidentKind, 1>;
  const LED_AWAY = {
    at: new Date(0),
    actor: "plugin:watch",
    fact: "it lies",
    action: "it is left",
    did: "rerouted",
  } as const;
  const NAMED = { tenant: "north", name: "hello", occurrence: "2026 spring" };

  /** Returns the commands in the remedies of all incidents. */
  function remedies(): ReadonlySet<string> {
    const incidents = Object.keys(KINDS).flatMap((kind) =>
      ["", "sms.main"].flatMap((provider) =>
        [[], [LED_AWAY]].flatMap((notes) =>
          [undefined, new Date(0)].map((endedAt) => {
            const subject = { ...LOSS, kind: kind as IncidentKind, provider, destination: "" };
            return { ...subject, id: 1, name: "hello", startedAt: new Date(0), endedAt, figures: {}, notes };
          }),
        ),
      ),
    );
    const told = incidents.flatMap((incident) => [
      ...listRemedies(incident, NAMED),
      ...listRemedies(incident, undefined),
    ]);
    return new Set(told.map(({ command }) => command));
  }

  /** Returns the commands, with their options, that incidents, alerts and errors advise in English and French. */
  function sentences(): readonly { readonly command: string; readonly options: readonly string[] }[] {
    const packages = join(import.meta.dirname, "../../../..");
    const files = globSync(
      [
        "engine/src/{budget,campaign,enroll,incidents,ingress,send,steer,watch}/**/*.ts",
        "spec/src/remedies.ts",
        "apps/console/app/words/*.json",
      ],
      {
        cwd: packages,
      },
    );
    return files.flatMap((file) => {
      const code = readFileSync(join(packages, file), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
      const texts = code.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
      return texts.flatMap((text) => {
        const command = /\brelance ([a-z-]+)/.exec(text)?.[1];
        return command === undefined ? [] : [{ command, options: text.match(/--[a-z-]+/g) ?? [] }];
      });
    });
  }

  it("is accepted by the command line as printed in a remedy", async () => {
    await using made = await emptyFolder(); // every command that parses correctly stops at the missing configuration
    const named = [...remedies()];
    expect(named.length).toBeGreaterThan(8);
    for (const command of named) {
      const [program, ...words] = (command.replace("AMOUNT", "5").match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) =>
        word.replace(/^["']|["']$/g, ""),
      );
      const { code, stderr } = await cli(words, { cwd: made.folder });
      expect(program).toBe("relance");
      expect(code, `${command}: ${stderr}`).not.toBe(2);
    }
  });

  it("exists, with the options that the sentence names", async () => {
    const named = sentences();
    expect(named.length).toBeGreaterThan(8);
    for (const { command, options } of named) {
      const { stdout } = await cli([command, "--help"]);
      expect(stdout).toMatch(new RegExp(`^Usage: relance ${command} `));
      for (const option of options) expect(stdout, command).toMatch(new RegExp(`${option}\\b`));
    }
  });
});
