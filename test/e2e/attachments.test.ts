import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { fakeSmtp } from "@relance/simulator";
import { sqliteStore } from "@relance/store-sqlite";
import { createRelance, loadCampaign, type RelanceConfig } from "relance";
import { expect, it } from "vitest";
import { cli } from "../../packages/apps/cli/test/support/cli.ts";

const PDF = Buffer.from("%PDF-1.7\nWhat you are entitled to.\n");
const CAMPAIGN = `version: 1
name: rights
deadline: 72h
audience: { file: people.csv, contacts: { email: mail } }
steps: [{ channel: email, route: [smtp], template: rights }]
`;

async function campaignFolder() {
  const folder = await mkdtemp(join(tmpdir(), "relance-attachments-"));
  await writeFile(join(folder, "c.yaml"), CAMPAIGN);
  await writeFile(join(folder, "people.csv"), "id,mail\np1,ada@example.org\n");
  await writeFile(join(folder, "rights.email.liquid"), "---\nsubject: Your rights\nattach: rights.pdf\n---\nHere.\n");
  await writeFile(join(folder, "rights.pdf"), PDF);
  return {
    path: (name: string) => join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const configFor = (db: string, url: string, delivery: "live" | "capture"): RelanceConfig => ({
  store: sqliteStore({ file: db }),
  providers: { email: { smtp: nodemailerEmail({ url, from: "help@example.org" }) } },
  security: { signing: ["a secret of at least thirty-two characters"] },
  delivery,
});

it("a checked file reaches the mailbox byte for byte from another gateway, after the file has changed", async () => {
  await using folder = await campaignFolder();
  await using smtp = await fakeSmtp();
  const config = configFor(folder.path("relance.db"), smtp.url, "live");
  {
    await using starting = await createRelance(config);
    await starting.campaigns.start(await loadCampaign(folder.path("c.yaml")));
  }
  await writeFile(folder.path("rights.pdf"), "%PDF-1.7 another");
  await using sending = await createRelance(configFor(folder.path("relance.db"), smtp.url, "live"));
  await sending.runOnce({ within: "30s" });
  const raw = smtp.mails()[0]?.raw.toString() ?? "";
  const part = /Content-Type: application\/pdf; name=rights\.pdf[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(raw);
  expect(Buffer.from(part?.[1] ?? "", "base64")).toEqual(PDF);
});

it("an amended file goes only to recipients without a message", async () => {
  await using folder = await campaignFolder();
  await using smtp = await fakeSmtp();
  await using gateway = await createRelance(configFor(folder.path("relance.db"), smtp.url, "live"));
  await writeFile(folder.path("c.yaml"), CAMPAIGN.replace("mail }", "mail }, mode: open"));
  await gateway.campaigns.start(await loadCampaign(folder.path("c.yaml")));
  await gateway.runOnce({ within: "30s" });
  const [corrected, plain] = ["%PDF-1.7\nWhat you are really entitled to.\n", "Only these lines.\n"];
  await writeFile(folder.path("rights.pdf"), corrected);
  const by = { actor: "ada", reason: "wrong page" };
  const campaign = await gateway.campaigns.get("rights");
  expect(await campaign.amend(await loadCampaign(folder.path("c.yaml")), by)).toMatchObject({ moved: 0 });
  await campaign.enroll([{ id: "p2", mail: "bob@example.org" }]);
  await gateway.runOnce({ within: "30s" });
  await writeFile(folder.path("more.txt"), plain);
  await writeFile(
    folder.path("rights.email.liquid"),
    "---\nsubject: Your rights\nattach: rights.pdf, more.txt\n---\nHere.\n",
  );
  await campaign.amend(await loadCampaign(folder.path("c.yaml")), by);
  await campaign.enroll([{ id: "p3", mail: "cleo@example.org" }]);
  await gateway.runOnce({ within: "30s" });
  expect(smtp.mails().map(({ to, raw }) => [to[0], filesOf(raw.toString())])).toEqual([
    ["ada@example.org", { "rights.pdf": PDF.toString() }],
    ["bob@example.org", { "rights.pdf": corrected }],
    ["cleo@example.org", { "rights.pdf": corrected, "more.txt": plain }],
  ]);
});

function filesOf(raw: string): Record<string, string> {
  const parts = raw.matchAll(/filename="?([\w.]+)"?[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/g);
  return Object.fromEntries(
    [...parts].map(([, name = "", base64 = ""]) => [name, Buffer.from(base64, "base64").toString()]),
  );
}

it("capture mode keeps name, type and size of a file, and preview shows them", async () => {
  await using folder = await campaignFolder();
  await using smtp = await fakeSmtp();
  await using gateway = await createRelance(configFor(folder.path("relance.db"), smtp.url, "capture"));
  await gateway.campaigns.start(await loadCampaign(folder.path("c.yaml")));
  await gateway.runOnce({ within: "30s" });
  const kept = [{ filename: "rights.pdf", contentType: "application/pdf", bytes: PDF.length }];
  for await (const { content } of gateway.outbox())
    expect(content).toEqual({ subject: "Your rights", text: "Here.", attachments: kept });
  expect(smtp.requests()).toBe(0);
  const preview = ["preview", "c.yaml", "--recipient", "p1"];
  const said = await cli(preview, { cwd: folder.path(".") });
  expect(said.stdout).toContain(`attached: rights.pdf (application/pdf, ${PDF.length} bytes)`);
  const data = await cli([...preview, "--json"], { cwd: folder.path(".") });
  expect(data.stdout).toContain(JSON.stringify(kept));
});
