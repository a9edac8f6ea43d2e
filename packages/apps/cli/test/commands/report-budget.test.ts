import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CampaignReport } from "@relance/report";
import { describe, expect, it } from "vitest";
import { cli, startCli } from "../support/cli.ts";
import { type FakeVendor, fakeVendor } from "../support/fake-vendor.ts";
import { project } from "../support/project.ts";
import { started } from "../support/started.ts";
import { waitFor } from "../support/wait-for.ts";

const BY = ["--as", "ada", "--reason", "the city pays"];

/** A project of three recipients with a budget for two messages. */
async function budgeted({ url }: FakeVendor) {
  const made = await project({ fakeVendor: url, campaign: "budget: 0.10 EUR" });
  const file = join(made.folder, "relance.config.ts");
  const prices = 'prices: { currency: "EUR", perMessage: { "sms.main": 0.045 } },';
  const config = await readFile(file, "utf8");
  await writeFile(
    file,
    config.replace("observe: { ingressCheck: false },", `observe: { ingressCheck: false }, ${prices}`),
  );
  await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd: made.folder });
  return made;
}

/** Runs a worker until the budget is spent. Returns the remarks of the worker. */
async function spend(cwd: string): Promise<string> {
  const worker = startCli(["worker"], { cwd });
  const isSpent = async () => (await cli(["incidents", "hello"], { cwd })).stdout.includes("budget");
  await waitFor("the incident", isSpent);
  const end = performance.now() + 10_000; // without the remark, the test fails instead of waiting for minutes
  await waitFor("the remark", () => worker.stderr().includes("for budget") || performance.now() > end);
  worker.signal("SIGTERM");
  expect((await worker.done).code).toBe(0);
  return worker.stderr();
}

describe("relance report of a campaign with a budget", () => {
  it("states what is spent and what remains, the incident once the budget is spent, and the delays of messages", async () => {
    await using carrier = await fakeVendor();
    await using made = await budgeted(carrier);
    const { folder: cwd } = made;
    const report = async (...options: string[]) => (await cli(["report", "hello", ...options], { cwd })).stdout;
    expect(await report()).toContain("€0.00 of the budget of €0.10 are spent, €0.10 are left.");
    await spend(cwd);
    expect(carrier.heard).toHaveLength(2);

    const page = await report();
    expect(page).toContain("€0.09 of the budget of €0.10 are spent, €0.01 are left.");
    expect(page).toContain(" · the budget is spent</h3>");
    expect(await report("--lang", "fr")).toMatch(/0,09\s€ du budget de 0,10\s€ sont dépensés, il reste 0,01\s€\./);
    const { ledger } = JSON.parse(await report("--json")) as CampaignReport;
    expect(ledger.budget).toMatchObject({ currency: "EUR", limit: 0.1, spent: 0.09 });
    // three messages were claimed, and the budget did not cover one of them
    expect(ledger.lateness.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(3);
    expect(page).toContain("<summary>Delay of messages</summary>");
    expect(await report("--lang", "fr")).toContain("<summary>Retard au départ</summary>");
  });
});

describe("a recipient who waits for budget", () => {
  it("is counted with the next command, and the history of the recipient names the cause", async () => {
    await using carrier = await fakeVendor();
    await using made = await budgeted(carrier);
    const { folder: cwd } = made;
    const wait = '1 recipient waits for budget: relance extend hello --budget AMOUNT --as YOU --reason "…"\n';
    expect(await spend(cwd)).toContain(wait);
    expect((await cli(["status", "hello"], { cwd })).stdout).toContain(wait);
    const shown = await Promise.all(["p1", "p2", "p3"].map((key) => cli(["show", "hello", key], { cwd })));
    expect(shown.filter(({ stdout }) => /attempt\.not-sent .* · budget\/spent$/m.test(stdout))).toHaveLength(1);
    const forced = await cli(["resume", "hello", "--override", ...BY], { cwd });
    expect(forced.stdout).toContain("the budget does not cover the next message and stops it again");
    const lowered = await cli(["extend", "hello", "--budget", "0.05", ...BY], { cwd });
    expect(lowered.stdout).toBe(
      "hello: 0.09 of 0.05 EUR are spent, 0.04 more than the limit: only free messages are sent\n",
    );
    const raised = await cli(["extend", "hello", "--budget", "0.50", ...BY], { cwd });
    expect(raised.stdout).toBe("hello: 0.09 of 0.50 EUR are spent, 0.41 remain\n");
    expect((await cli(["status", "hello"], { cwd })).stdout).not.toContain("for budget");
    expect((await cli(["resume", "hello", "--override", ...BY], { cwd })).stdout).toBe("hello sends again\n");
  });

  it("resumes with `extend --budget`, which `start` and `amend` name if the file has another budget", async () => {
    await using carrier = await fakeVendor();
    await using made = await budgeted(carrier);
    const { folder: cwd } = made;
    const file = join(cwd, "hello.campaign.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace("0.10 EUR", "0.50 EUR"));
    const start = await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
    expect(start.stderr).toMatch(/^campaign\/changed: .*undo the change, and run relance extend --budget/);
    const amend = await cli(["amend", "hello.campaign.yaml", ...BY], { cwd });
    expect(amend.stderr).toMatch(/^campaign\/not-amendable: .*use relance extend --budget; nothing changed/);
  });

  it("cannot exist without a budget, and `extend --budget` says how to get one", async () => {
    await using made = await started();
    const refused = await cli(["extend", "hello", "--budget", "5", ...BY], { cwd: made.folder });
    expect(refused.stderr).toContain("write budget: into the file and start another --occurrence");
  });

  it("needs prices, which `check` writes out", async () => {
    await using made = await project({ campaign: "budget: 5 EUR" });
    const { stdout } = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(stdout).toContain('write prices: { currency: "EUR", perMessage: { "sms.main": 0.05 } } into the gateway');
  });
});
