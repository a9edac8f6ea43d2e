import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCampaign, loadCampaign } from "@relance/campaign";
import { expect, it } from "vitest";
import { planCampaign } from "../src/index.ts";

it("the page shows when messages are sent if time is short, by `ifLate`", async ({ onTestFinished }) => {
  const folder = await mkdtemp(join(tmpdir(), "relance-forecast-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "c.campaign.yaml");
  const page = await readFile(new URL("../../../../docs/plan.md", import.meta.url), "utf8");
  const [, text = ""] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const rows = [...page.matchAll(/^\| (\d+) \| (.*) \| (.*) \| (.*) \|$/gm)];
  expect(rows).toHaveLength(4);
  const startAt = new Date("2031-03-03T08:00:00Z");
  const facts = { vendor: "a", receipts: true, lookup: false };
  const providers = {
    "sms.main": { channel: "sms", ...facts },
    "email.smtp": { channel: "email", ...facts },
  } as const;
  for (const [, left, ...cells] of rows) {
    const until = new Date(startAt.getTime() + Number(left) * 3_600_000).toISOString();
    for (const [place, ifLate] of ["compress", "skip", "refuse"].entries()) {
      const files = {
        "c.campaign.yaml": text.replace("ifLate: skip", `ifLate: ${ifLate}`),
        "people.csv": `id,mobile,mail,until\n1,+33639980001,a@example.org,${until}\n`,
        "reminder.sms.liquid": "{{ ack.url }}",
        "reminder.email.liquid": "---\nsubject: Reminder\n---\n{{ ack.url }}",
      };
      for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
      expect(await checkCampaign(file, { now: startAt })).toMatchObject({ problems: [], warnings: [] });
      const { steps, late } = await planCampaign(await loadCampaign(file), { providers, startAt });
      const told = steps.flatMap(({ channel, leaves }) =>
        leaves === undefined ? [] : [`${channel} ${(leaves.first.getTime() - startAt.getTime()) / 3_600_000}`],
      );
      expect(late.refused === 1 ? "refused" : told.join(", "), `${left} ${ifLate}`).toBe(cells[place]);
    }
  }
});
