import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { checkCampaign, compileCampaign, loadCampaign } from "../../src/index.ts";
import { renderInput, simpleCampaign } from "../support/simple-campaign.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PDF = "%PDF-1.7 rights";
const CAMPAIGN = `version: 1
name: recall
deadline: 84h
steps: [{ channel: email, route: [smtp], template: recall }]
`;
const mail = (attach: string) => `---\nsubject: Recall\nattach: ${attach}\n---\n{{ ack.url }}`;
const base64 = (text: string) => Buffer.from(text).toString("base64");

const withMail = (attach: string, files: Readonly<Record<string, string | Uint8Array>> = {}) =>
  temporaryFolder({ "c/c.yaml": CAMPAIGN, "c/recall.email.liquid": mail(attach), ...files });

describe("a file attached to a mail", () => {
  it("is sent as it was checked, from the stored campaign alone", async () => {
    await using folder = await withMail("files/rights.pdf", { "c/files/rights.pdf": PDF });
    const { body } = await loadCampaign(folder.path("c/c.yaml"));
    await writeFile(folder.path("c/files/rights.pdf"), "%PDF-1.7 changed");
    const changed = await loadCampaign(folder.path("c/c.yaml"));
    await rm(folder.path("c/files"), { recursive: true });
    const attachments = [{ filename: "rights.pdf", contentType: "application/pdf", base64: base64(PDF) }];
    const again = compileCampaign(body);
    expect(again.body).toBe(body);
    expect(again.render(1, renderInput())).toMatchObject({ attachments });
    expect(changed.hash).not.toBe(again.hash);
  });

  it.each([
    { attach: "files/none.pdf", says: "there is no file files/none.pdf" },
    { attach: "files", says: "there is no file files " },
    { attach: "../secret.txt", says: "../secret.txt is not inside" },
    { attach: "/etc/hostname", says: "/etc/hostname is not inside" },
    { attach: "files/../rights.pdf", says: "is not inside" },
    { attach: "out.txt", says: "there is no file out.txt inside" },
    { attach: "out/secret.txt", says: "there is no file out/secret.txt inside" },
    { attach: "fake.pdf", says: "fake.pdf is not a pdf file" },
    { attach: "empty.txt", says: "empty.txt is empty" },
    { attach: "run.exe", says: "run.exe cannot be attached" },
    { attach: "files/a.txt, a.txt", says: "its own name" },
    { attach: "large.txt", says: "have 262145 bytes together, at most 262144" },
  ])("refuses the campaign before anything is sent: $attach", async ({ attach, says }) => {
    await using folder = await withMail(attach, {
      "secret.txt": "secret",
      "c/files/a.txt": "a",
      "c/a.txt": "a",
      "c/fake.pdf": "MZ",
      "c/empty.txt": "",
      "c/run.exe": "MZ",
      "c/large.txt": "x".repeat(300_000),
    });
    await symlink("../secret.txt", folder.path("c/out.txt"));
    await symlink("..", folder.path("c/out"));
    const { problems } = await checkCampaign(folder.path("c/c.yaml"));
    expect(problems.map(({ advice }) => advice)).toEqual([expect.stringContaining(says)]);
    await expect(loadCampaign(folder.path("c/c.yaml"))).rejects.toMatchObject({ code: "campaign/invalid" });
  });

  it("is checked in every language, and a mistake has file and line", async () => {
    await using folder = await withMail("a.txt", {
      "c/a.txt": "a",
      "c/recall.fr.email.liquid": mail("b.txt"),
    });
    const { problems } = await checkCampaign(folder.path("c/c.yaml"));
    expect(problems).toMatchObject([{ file: folder.path("c/recall.fr.email.liquid"), line: 3 }]);
  });

  it("may be a link to a file inside the folder", async () => {
    await using folder = await withMail("now.txt", { "c/files/a.txt": "a" });
    await mkdir(folder.path("c/files"), { recursive: true });
    await symlink("files/a.txt", folder.path("c/now.txt"));
    expect((await checkCampaign(folder.path("c/c.yaml"))).problems).toEqual([]);
  });

  it("cannot be sent through another channel", () => {
    const push = "---\ntitle: Recall\nattach: a.txt\n---\nnow";
    const steps = [{ channel: "push", route: ["web"], template: "recall" }] as const;
    expect(() => simpleCampaign({ steps }, { "recall.push.liquid": push })).toThrow("only an email can carry a file");
    const sms = "---\nattach: a.txt\n---\n{{ ack.url }}";
    expect(() => simpleCampaign({}, { "recall.sms.liquid": sms })).toThrow("only an email can carry a file");
  });
});
