import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { fakeSmtp } from "@relance/simulator";
import { sqliteStore } from "@relance/store-sqlite";
import { createGateway, type GatewayConfig, loadCampaign } from "relance";
import { expect, it } from "vitest";
import { cli } from "../../packages/cli/test/support/cli.ts";

const PDF = Buffer.from("%PDF-1.7\nWhat you are entitled to.\n");
const CAMPAIGN = `version: 1
name: rights
deadline: +72h
audience: { file: people.csv, contacts: { email: mail } }
steps: [{ channel: email, route: [smtp], template: rights }]
`;

async function campaignFolder() {
  const folder = await mkdtemp(join(tmpdir(), "relance-attachments-"));
  await writeFile(join(folder, "c.yaml"), CAMPAIGN);
  await writeFile(join(folder, "people.csv"), "id,mail\np1,ada@example.org\n");
  await writeFile(
    join(folder, "rights.email.liquid"),
    "---\nsubject: Your rights\nattach: rights.pdf\n---\nHere.\n",
  );
  await writeFile(join(folder, "rights.pdf"), PDF);
  return {
    path: (name: string) => join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const configFor = (db: string, url: string, delivery: "live" | "capture"): GatewayConfig => ({
  store: sqliteStore({ file: db }),
  providers: { email: { smtp: nodemailerEmail({ url, from: "help@example.org" }) } },
  secrets: ["a secret of at least thirty-two characters"],
  delivery,
});

it("a file that was checked reaches the mailbox byte for byte, by another gateway, after the file has changed", async () => {
  await using folder = await campaignFolder();
  await using smtp = await fakeSmtp();
  const config = configFor(folder.path("relance.db"), smtp.url, "live");
  {
    await using starting = await createGateway(config);
    await starting.campaigns.start(await loadCampaign(folder.path("c.yaml")));
  }
  await writeFile(folder.path("rights.pdf"), "%PDF-1.7 another");
  await using sending = await createGateway(configFor(folder.path("relance.db"), smtp.url, "live"));
  await sending.runOnce({ budgetMs: 30_000 });
  const raw = smtp.mails()[0]?.raw.toString() ?? "";
  const part =
    /Content-Type: application\/pdf; name=rights\.pdf[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(raw);
  expect(Buffer.from(part?.[1] ?? "", "base64")).toEqual(PDF);
});

it("capture mode keeps name, type and size of a file, and preview shows them", async () => {
  await using folder = await campaignFolder();
  await using smtp = await fakeSmtp();
  await using gateway = await createGateway(configFor(folder.path("relance.db"), smtp.url, "capture"));
  await gateway.campaigns.start(await loadCampaign(folder.path("c.yaml")));
  await gateway.runOnce({ budgetMs: 30_000 });
  const kept = [{ filename: "rights.pdf", contentType: "application/pdf", bytes: PDF.length }];
  for await (const { content } of gateway.captured())
    expect(content).toEqual({ subject: "Your rights", text: "Here.", attachments: kept });
  expect(smtp.requests()).toBe(0);
  const preview = ["preview", "c.yaml", "--recipient", "p1"];
  const said = await cli(preview, { cwd: folder.path(".") });
  expect(said.stdout).toContain(`attached: rights.pdf (application/pdf, ${PDF.length} bytes)`);
  const data = await cli([...preview, "--json"], { cwd: folder.path(".") });
  expect(data.stdout).toContain(JSON.stringify(kept));
});
