import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CampaignReport } from "@relance/report";
import { describe, expect, it } from "vitest";
import { cli, startCli } from "../support/cli.ts";
import { farEnd } from "../support/far-end.ts";
import { project } from "../support/project.ts";
import { waitFor } from "../support/wait-for.ts";

describe("relance report of a campaign with a budget", () => {
  it("says what is spent and what is left, tells of the incident once it is spent, and how late messages left", async () => {
    await using carrier = await farEnd();
    await using made = await project({ farEnd: carrier.url, campaign: "budget: 0.10 EUR" });
    const { folder: cwd } = made;
    const file = join(cwd, "relance.config.ts");
    const prices = 'prices: { currency: "EUR", perMessage: { "sms.main": 0.045 } },';
    const config = await readFile(file, "utf8");
    await writeFile(
      file,
      config.replace("observe: { ingressCheck: false },", `observe: { ingressCheck: false }, ${prices}`),
    );
    await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
    const report = async (...options: string[]) => (await cli(["report", "hello", ...options], { cwd })).stdout;
    expect(await report()).toContain("€0.00 of the budget of €0.10 are spent, €0.10 are left.");
    const worker = startCli(["worker"], { cwd });
    const isSpent = async () => (await cli(["incidents", "hello"], { cwd })).stdout.includes("budget");
    await waitFor("the incident", isSpent);
    worker.signal("SIGTERM");
    expect((await worker.done).code).toBe(0);
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
