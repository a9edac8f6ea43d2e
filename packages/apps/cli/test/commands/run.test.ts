import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, startCli } from "../support/cli.ts";
import { fakeVendor } from "../support/fake-vendor.ts";
import { press } from "../support/press.ts";
import { project } from "../support/project.ts";
import { waitFor } from "../support/wait-for.ts";

const RUN = ["run", "hello.campaign.yaml", "--recipients", "3", "--port", "0"];
const LISTENING = /listening at (\S+),/;

describe("relance run", () => {
  it("starts, sends, listens, and exits once all recipients have confirmed", async () => {
    await using far = await fakeVendor();
    await using made = await project({ fakeVendor: far.url });
    const running = startCli([...RUN, "--exit", "--json"], { cwd: made.folder });
    await waitFor("three messages", () => far.heard.length === 3);
    const [, base = ""] = LISTENING.exec(running.stderr()) ?? [];
    for (const { text } of far.heard) {
      const { pathname } = new URL(text.slice(text.indexOf("http")));
      expect((await press(`${new URL(base).origin}${pathname}`, "done")).status).toBe(200);
    }
    const { code, json, stderr } = await running.done;
    expect(code).toBe(0);
    expect(json().at(-1)).toMatchObject({ event: "campaign.progress", state: "closed", confirmed: 3 });
    expect(stderr).toContain("exited: no campaign sends or waits");
  });

  it("warns if the links of messages lead to another port of this machine", async () => {
    await using made = await project({ delivery: "capture", port: 8077 });
    const running = startCli(["serve", "--port", "0"], { cwd: made.folder });
    await waitFor("the edge", () => LISTENING.test(running.stderr()));
    running.signal("SIGINT");
    expect((await running.done).stderr).toContain("links in messages lead to http://127.0.0.1:8077, and");
  });

  it("answers health checks, and nothing outside its mount path", async () => {
    await using made = await project({ delivery: "capture" });
    const running = startCli(["serve", "--port", "0"], { cwd: made.folder });
    await waitFor("the edge", () => LISTENING.test(running.stderr()));
    const [, base = ""] = LISTENING.exec(running.stderr()) ?? [];
    const health = await fetch(`${base}/health`);
    const elsewhere = await fetch(`${new URL(base).origin}/etc/passwd`);
    expect([health.status, elsewhere.status]).toEqual([200, 404]);
    running.signal("SIGINT");
    expect(await running.done).toMatchObject({ code: 0 });
  });

  it("waits at the first signal for messages that are being sent, and the next run repeats nothing", async () => {
    await using far = await fakeVendor({ answerMs: 300 });
    await using made = await project({ fakeVendor: far.url, people: 12 });
    const first = startCli(["run", "hello.campaign.yaml", "--recipients", "12", "--port", "0"], {
      cwd: made.folder,
    });
    await waitFor("the first messages", () => far.heard.length >= 4);
    first.signal("SIGTERM");
    const { code, stderr } = await first.done;
    expect(code).toBe(0);
    expect(stderr).toContain("stopped; no message is being sent");
    expect(stderr).not.toContain("in flight");
    expect(far.heard.length).toBeLessThan(12);
    const second = startCli(["worker"], { cwd: made.folder });
    await waitFor("everybody", () => far.heard.length >= 12);
    second.signal("SIGTERM");
    await second.done;
    expect(new Set(far.heard.map(({ to }) => to)).size).toBe(12);
    expect(far.heard.length).toBe(12);
    const [ledger] = (await cli(["status", "--json"], { cwd: made.folder })).json();
    expect(ledger).toMatchObject({ holds: true, states: { active: 12 } });
  });

  it.each([
    { signal: "SIGINT", code: 130 },
    { signal: "SIGTERM", code: 143 },
  ] as const)("exits immediately with $code at the second $signal", async ({ signal, code }) => {
    await using far = await fakeVendor({ answerMs: 5_000 });
    await using made = await project({ fakeVendor: far.url });
    const running = startCli(RUN, { cwd: made.folder });
    await waitFor("the first message", () => far.heard.length > 0);
    running.signal(signal);
    running.signal(signal); // npx passes on the terminal's signal, so both signals count as one
    expect(running.stderr().match(/stopping/g)).toHaveLength(1);
    const again = setInterval(() => running.signal(signal), 50);
    const left = await running.done;
    clearInterval(again);
    expect(left.code).toBe(code);
  });

  it("stores all messages in capture mode, in readable form", async () => {
    await using far = await fakeVendor();
    await using made = await project({ fakeVendor: far.url, delivery: "capture" });
    const running = startCli(RUN, { cwd: made.folder });
    const { folder: cwd } = made;
    const captured = async () => (await cli(["outbox", "--json"], { cwd })).json();
    await waitFor("three captured messages", async () => (await captured()).length === 3);
    running.signal("SIGINT");
    const { stderr } = await running.done;
    expect(stderr).toContain("NOTHING IS SENT");
    expect(far.heard).toEqual([]);
    const { stdout } = await cli(["outbox"], { cwd });
    expect(stdout).toMatch(/sms\.main → \+33639980000 {2}attempt \w+\nHello Person 1: http/);
  });

  it("draws a bar on a terminal", async () => {
    await using far = await fakeVendor();
    await using made = await project({ fakeVendor: far.url });
    const running = startCli(RUN, { cwd: made.folder, isTerminal: true });
    await waitFor("the bar", () => running.stdout().includes("3 in flight"));
    running.signal("SIGINT");
    const { stdout } = await running.done;
    expect(stdout).toContain("▓".repeat(60));
    expect(stdout).not.toContain('{"');
  });

  it("does not listen for a campaign whose audience cannot be read", async () => {
    await using made = await project();
    await rm(join(made.folder, "people.csv"));
    const said = await cli(["run", "hello.campaign.yaml", "--port", "0"], { cwd: made.folder });
    expect(said.code).toBe(1);
    expect(said.stdout).toMatch(/audience\.file: .*there is no such file/);
    expect(said.stderr).not.toContain("listening");
  });

  it("does not listen without a number of recipients and without a terminal for the question", async () => {
    await using made = await project();
    const said = await cli(["run", "hello.campaign.yaml", "--port", "0"], { cwd: made.folder });
    expect(said.code).toBe(2);
    expect(said.stderr).toContain("--recipients 3. Nothing was enrolled, nothing was sent");
    expect(said.stderr).not.toContain("listening");
  });

  it("reports which port is in use", async () => {
    await using far = await fakeVendor();
    await using made = await project({ port: Number(new URL(far.url).port) });
    const said = await cli(["serve"], { cwd: made.folder });
    expect(said.code).toBe(2);
    expect(said.stderr).toContain("choose another port with --port");
  });
});
