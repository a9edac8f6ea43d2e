import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { emptyFolder, type Project } from "../support/project.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../../../docs/bounces.md"), "utf8");

function report(recipient: string, status: string, words: string): string {
  const fields = `Final-Recipient: rfc822; ${recipient}\nAction: failed\nStatus: ${status}\nDiagnostic-Code: smtp; ${words}`;
  return [
    "From: MAILER-DAEMON@mx.example.net",
    "Subject: Undelivered Mail",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    `\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n${fields}\n\n--b--\n`,
  ].join("\n");
}

async function reports(): Promise<Project> {
  const made = await emptyFolder();
  await mkdir(join(made.folder, "reports"));
  await made.write("reports/gone.eml", report("ada@example.org", "5.1.1", "550 5.1.1 no such user"));
  await made.write("reports/full.eml", report("bob@example.org", "5.0.0", "552 5.2.2 mailbox full"));
  await made.write("reports/holiday.eml", "From: ada@example.org\nSubject: Out of office\n\nUntil Monday.\n");
  return made;
}

if (process.getuid?.() === 0) console.warn("skipped: root may read every file, so none is unreadable");

describe("relance bounces", () => {
  it("prints what the page shows", async () => {
    await using made = await reports();
    const [, shown = ""] = /```console\n(\$ relance bounces .*?)```/s.exec(PAGE) ?? [];
    const examples = shown.split("$ relance ").filter((text) => text !== "");
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      const [command = "", ...output] = example.split("\n");
      const said = await cli(command.split(" "), { cwd: made.folder });
      expect(said).toMatchObject({ code: 0, stdout: output.join("\n") });
    }
  });

  it("counts on stderr what it saw", async () => {
    await using made = await reports();
    const said = await cli(["bounces", "reports", "reports/gone.eml"], { cwd: made.folder });
    expect(said.stderr).toContain("4 mails: 2 permanent, 1 temporary, 1 not-a-bounce");
  });

  it("says that a complaint is one, and no bounce", async () => {
    await using made = await reports();
    const fields = "Feedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: ada@example.org";
    const mail = report("", "", "")
      .replace(/Reporting-MTA.*(?=\n\n--b--)/s, fields)
      .replaceAll("delivery-status", "feedback-report");
    await made.write("reports/spam.eml", mail);
    const said = await cli(["bounces", "reports"], { cwd: made.folder });
    expect(said.stdout).toContain("reports/spam.eml: ada@example.org not-a-bounce complaint\n");
    expect(said.stderr).toContain("2 not-a-bounce, among them 1 complaint");
  });

  it("has one JSON line for each mail, hostile and unreadable ones too, and needs no configuration", async () => {
    await using made = await reports();
    await made.write("reports/nested.eml", "Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(1_000));
    await made.write("reports/huge.eml", "x".repeat(10_000_000));
    await made.write("reports/screen.eml", report("\u001b[2J@example.org", "5.1.1", "550 no\u0007such user"));
    await mkdir(join(made.folder, "reports/below"));
    await made.write(
      "reports/below/complaint.eml",
      "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: ada@example.org\n\n--b--\n",
    );
    const said = await cli(["bounces", "reports", "--json"], { cwd: made.folder });
    expect(said.code).toBe(0);
    expect(said.json()).toMatchObject([
      {
        file: "reports/below/complaint.eml",
        kind: "complaint",
        verdict: "not-a-bounce",
        detail: "abuse",
        recipients: [{ address: "ada@example.org", permanent: false, reason: "complaint" }],
      },
      { file: "reports/full.eml", verdict: "temporary" },
      { file: "reports/gone.eml", verdict: "permanent" },
      { file: "reports/holiday.eml", kind: "not-a-bounce", detail: "automatic-answer", recipients: [] },
      { file: "reports/huge.eml", kind: "unreadable", detail: "too-large" },
      { file: "reports/nested.eml", kind: "unreadable", detail: "too-many-parts" },
      { file: "reports/screen.eml" },
    ]);
    const text = await cli(["bounces", "reports"], { cwd: made.folder });
    for (const control of ["\u001b", "\u0007"]) expect(text.stdout).not.toContain(control);
  });

  it("judges mails that are linked, and stumbles over no lost link", async () => {
    await using made = await reports();
    await made.write("elsewhere.eml", report("cid@example.org", "5.1.1", "550 5.1.1 no such user"));
    await symlink(join(made.folder, "elsewhere.eml"), join(made.folder, "reports/linked.eml"));
    await symlink(join(made.folder, "nowhere.eml"), join(made.folder, "reports/lost.eml"));
    const said = await cli(["bounces", "reports", "--json"], { cwd: made.folder });
    expect(said.code).toBe(0);
    expect(said.json()).toMatchObject([
      { file: "reports/full.eml" },
      { file: "reports/gone.eml" },
      { file: "reports/holiday.eml" },
      { file: "reports/linked.eml", verdict: "permanent" },
    ]);
  });

  it.skipIf(process.getuid?.() === 0)("goes on after a mail that it may not read", async () => {
    await using made = await reports();
    await chmod(join(made.folder, "reports/full.eml"), 0);
    const said = await cli(["bounces", "reports", "--json"], { cwd: made.folder });
    expect(said.code).toBe(0);
    expect(said.json()).toMatchObject([
      { file: "reports/full.eml", kind: "unreadable", verdict: "not-a-bounce", detail: "not-readable" },
      { file: "reports/gone.eml" },
      { file: "reports/holiday.eml" },
    ]);
  });

  it("waits for no pipe", async () => {
    await using made = await emptyFolder();
    execFileSync("mkfifo", [join(made.folder, "pipe.eml")]);
    const said = await cli(["bounces", "pipe.eml"], { cwd: made.folder });
    expect(said).toMatchObject({ code: 1, stdout: "" });
    expect(said.stderr).toContain("pipe.eml is neither a file nor a folder");
  });

  it("says which path does not exist, and exits 1", async () => {
    await using made = await emptyFolder();
    const said = await cli(["bounces", "nowhere.eml"], { cwd: made.folder });
    expect(said).toMatchObject({ code: 1, stdout: "" });
    expect(said.stderr).toContain("nowhere.eml does not exist");
  });
});
