import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CampaignReport } from "@relance/report";
import { describe, expect, it } from "vitest";
import { cli, startCli } from "../support/cli.ts";
import { fakeVendor } from "../support/fake-vendor.ts";
import { project } from "../support/project.ts";
import { ledgerOf, started } from "../support/started.ts";
import { waitFor } from "../support/wait-for.ts";

describe("relance report", () => {
  it("writes one page that requests nothing", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await cli(["acknowledge", "p1", "--on", "came"], { cwd });
    const said = await cli(["report", "hello", "--out", "report.html"], { cwd });
    expect(said).toMatchObject({ code: 0, stdout: "", stderr: "wrote report.html\n" });
    const page = await readFile(join(cwd, "report.html"), "utf8");
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain("Confirmed: 1 of 3 (33.3%)");
    expect(page).not.toMatch(/(src|href|url)\s*[=(]|<script|@import|\bp1\b|\+3363998/i);
  });

  it("prints no page on a terminal", async () => {
    await using made = await started();
    const said = await cli(["report", "hello"], { cwd: made.folder, isTerminal: true });
    expect(said).toMatchObject({ code: 2, stdout: "" });
    expect(said.stderr).toContain("write it into a file with --out report.html, or print --json");
  });

  it.each(["report", "evidence"])("explains that the file of %s cannot be written", async (command) => {
    await using made = await started();
    const said = await cli([command, "hello", "--out", "no/such/folder/file"], { cwd: made.folder });
    expect(said).toMatchObject({ code: 1, stdout: "" });
    expect(said.stderr).toContain("config/invalid: --out: no/such/folder/file cannot be written");
  });

  it("shows times in the campaign's zone, and in UTC", async () => {
    await using made = await project({ delivery: "capture" });
    const file = join(made.folder, "hello.campaign.yaml");
    const campaign = await readFile(file, "utf8");
    await writeFile(file, `${campaign.trimEnd()}\ntimezone: Asia/Kolkata\n`);
    await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd: made.folder });
    const { stdout } = await cli(["report", "hello"], { cwd: made.folder });
    expect(stdout).toContain("All times are in the time zone Asia/Kolkata.");
    const [, own = "", utc = ""] = /Made [^<]*?(\d\d:\d\d):\d\d \((\d\d:\d\d) UTC\)/.exec(stdout) ?? [];
    const minutes = (time: string) => 60 * Number(time.slice(0, 2)) + Number(time.slice(3));
    expect((minutes(own) - minutes(utc) + 1_440) % 1_440).toBe(330);
  });

  it.each([
    { deadline: "2099-08-15T23:59", shown: "15 Aug 2099, 23:59:00 (18:29 UTC)" },
    { deadline: "84h", shown: "84h after enrollment" },
  ])("shows the deadline $deadline as $shown", async ({ deadline, shown }) => {
    await using made = await project({ delivery: "capture" });
    const file = join(made.folder, "hello.campaign.yaml");
    const campaign = (await readFile(file, "utf8")).replace(/^deadline: .*$/m, `deadline: ${deadline}`);
    await writeFile(file, `${campaign.trimEnd()}\ntimezone: Asia/Kolkata\n`);
    await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd: made.folder });
    const { stdout } = await cli(["report", "hello"], { cwd: made.folder });
    expect(/<dt>Deadline<\/dt>\s*<dd[^>]*>(.*?)<\/dd>/.exec(stdout)?.[1]).toBe(shown);
  });

  it.each([
    { receipts: false, shown: "not reported", value: undefined },
    { receipts: true, shown: "0", value: 0 },
  ])("shows $shown for deliveries if receipts are $receipts", async ({ receipts, shown, value }) => {
    await using far = await fakeVendor();
    await using made = await project({ fakeVendor: far.url, receipts });
    const running = startCli(["run", "hello.campaign.yaml", "--recipients", "3", "--port", "0"], { cwd: made.folder });
    await waitFor("three messages", () => far.heard.length === 3);
    running.signal("SIGINT");
    expect(await running.done).toMatchObject({ code: 0 });
    const { stdout: page } = await cli(["report", "hello"], { cwd: made.folder });
    const bar = /<dt>delivered<\/dt>.*?<\/dd>/.exec(page)?.[0] ?? "";
    expect(bar.replace(/<[^>]+>/g, " ")).toMatch(new RegExp(` ${shown} *$`));
    expect(page.match(/<th[^>]*>sms\.main<\/th>(<td[^>]*>[^<]*<\/td>){5}/)?.[0].replace(/<[^>]+>/g, "|")).toContain(
      `||3||${shown}||0||`,
    );
    expect(page, "all were let go at once").not.toContain(">Waves</h2>");
    const [report] = (await cli(["report", "hello", "--json"], { cwd: made.folder })).json<CampaignReport>();
    expect(report?.steps[0]?.delivered).toBe(value);
    expect(report?.steps[0]?.attempts[0]?.delivered).toBe(value);
  });

  it.each([
    {
      named: "captures every message",
      more: 'delivery: "capture",',
      left: 0,
      en: "Nothing was sent: every message was captured (3), and no recipient got one.",
      fr: "Rien n’est parti : tous les messages ont été capturés (3), et aucun destinataire n’en a reçu.",
    },
    {
      named: "allows one recipient",
      more: 'delivery: { allow: ["+33639980001"] },',
      left: 1,
      en: "2 of 3 messages were captured, not sent; no recipient got them.",
      fr: "Messages restés ici : 2 sur 3. Ils ont été capturés, et aucun destinataire ne les a reçus.",
    },
  ])("begins with the captured messages if the gateway $named", async ({ more, left, en, fr }) => {
    await using far = await fakeVendor();
    await using made = await project({ fakeVendor: far.url, more });
    const { folder: cwd } = made;
    const running = startCli(["run", "hello.campaign.yaml", "--recipients", "3", "--port", "0"], { cwd });
    const captured = async () => (await cli(["outbox", "--json"], { cwd })).json().length;
    await waitFor("three messages", async () => far.heard.length + (await captured()) === 3);
    running.signal("SIGINT");
    expect(await running.done).toMatchObject({ code: 0 });
    expect(far.heard).toHaveLength(left);
    const report = async (...options: readonly string[]) =>
      (await cli(["report", "hello", ...options], { cwd })).stdout;
    for (const [lang, said] of Object.entries({ en, fr })) {
      const page = await report("--lang", lang);
      expect(page.slice(0, page.indexOf("<h2")), lang).toContain(`>${said}</p>`);
      if (lang === "en") expect(page).toContain(left === 0 ? ">captured</th>" : ">never answered, captured</th>");
    }
    expect(JSON.parse(await report("--json"))).toMatchObject({ delivery: { left, captured: 3 - left } });
  });

  it("has a table of arrivals at rented numbers, if some were rented", async () => {
    await using far = await fakeVendor();
    const source = '{ lend: async () => "+33639980099", seen: async () => false }';
    const campaign = "rate: 2/s\nplugins: { canaries: { lent: [{ network: 208-01, name: Test }] } }";
    await using made = await project({
      ...{ fakeVendor: far.url, people: 30, campaign },
      more: `observe: { ingressCheck: false },
        plugins: [(await import("@relance/canaries")).canaries({ source: ${source} })],`,
    });
    const { folder: cwd } = made;
    const running = startCli(["run", "hello.campaign.yaml", "--recipients", "30", "--port", "0"], { cwd });
    await waitFor("a message to the lent number", () => far.heard.some(({ to }) => to === "+33639980099"));
    running.signal("SIGINT");
    expect(await running.done).toMatchObject({ code: 0 });
    const report = async (...options: readonly string[]) =>
      (await cli(["report", "hello", ...options], { cwd })).stdout;
    const row = (page: string) => page.match(/<tr[^>]*><th[^>]*>208-01<.*?<\/tr>/)?.[0].replace(/<[^>]+>/g, "|");
    expect(row(await report())).toBe("||208-01||sms.main||1||not reported||0||–||");
    const french = await report("--lang", "fr");
    expect(french).toContain(">Arrivés aux numéros de test</h2>");
    expect(row(french)).toContain("||208-01||sms.main||1||");
    const { plugins } = JSON.parse(await report("--json"));
    expect(plugins.canaries).toMatchObject([{ network: "208-01", provider: "sms.main", sent: 1, seen: 0 }]);
    await using without = await started();
    expect((await cli(["report", "hello"], { cwd: without.folder })).stdout).not.toContain("test numbers");
  });

  it("can be in French", async () => {
    await using made = await started();
    const { stdout } = await cli(["report", "hello", "--lang", "fr"], { cwd: made.folder });
    expect(stdout).toContain('<html lang="fr">');
    expect(stdout).toContain("Destinataires non joints");
  });

  it.each([
    ["en", "the row lacks a value that the message needs"],
    ["fr", "il manque à la ligne une valeur du message"],
  ])("explains why a row was refused (%s)", async (lang, meaning) => {
    await using made = await project({ delivery: "capture" });
    await made.write("people.csv", "id,name,mobile\np1,Ada,+33639980001\np2,,+33639980002\n");
    await cli(["start", "hello.campaign.yaml", "--recipients", "1"], { cwd: made.folder });
    const { stdout } = await cli(["report", "hello", "--lang", lang], { cwd: made.folder });
    expect(stdout).toContain(`>${meaning}</td>`);
  });

  it("writes the ledger's numbers as JSON, and the cost if the configuration has prices", async () => {
    await using made = await started({ more: `prices: { currency: "EUR", perMessage: { "sms.main": 0.05 } },` });
    const { folder: cwd } = made;
    await cli(["remove", "hello", "p2", "--as", "ada", "--reason", "moved"], { cwd });
    const { code, json } = await cli(["report", "hello", "--json"], { cwd });
    expect(code).toBe(0);
    const [report] = json<CampaignReport>();
    const {
      sums: _sums,
      uncarried: _uncarried,
      providers: _providers,
      queueVersion: _queueVersion,
      ...ledger
    } = (await ledgerOf(cwd)) ?? {};
    expect(report?.ledger).toEqual(ledger);
    expect(report?.ledger).toMatchObject({ audience: { enrolled: 3 }, states: { cancelled: 1 }, holds: true });
    expect(report?.unreached).toEqual([]);
    expect(report?.cost).toMatchObject({ currency: "EUR", total: 0 });
  });

  it("refuses a campaign that does not exist", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    expect(await cli(["report", "nope"], { cwd })).toMatchObject({ code: 1 });
  });
});
