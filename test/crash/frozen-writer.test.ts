import { readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gatewaySignature } from "@relance/simulator";
import { describe, expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import type { GatewayProcess } from "../support/gateway-process.ts";
import { besideNothing } from "../support/over-stores.ts";
import { openSite, type Site } from "./support/site.ts";

const HOUR = 3_600_000;
const PEOPLE = 4;
/** Milliseconds for which the writer is frozen. Another process's statement waits less than this for the write lock. */
const FROZEN_MS = 8_000;

interface Scene extends AsyncDisposable {
  readonly site: Site;
  readonly frozen: GatewayProcess;
  readonly standby: GatewayProcess;
  thaw(): Promise<void>;
}

async function frozenWriter(): Promise<Scene> {
  const site = await openSite(besideNothing, { people: PEOPLE, receipts: 0 });
  const freeze = join(site.folder, "freeze");
  const frozen = site.start({ freezes: true, hears: false });
  await frozen.ready;
  const standby = site.start({});
  await standby.ready;
  await writeFile(freeze, "");
  await waitFor("the worker to be frozen", () => stateOf(frozen.pid) === "T");
  await rm(freeze);
  return {
    site,
    frozen,
    standby,
    async thaw() {
      frozen.signal("SIGCONT");
    },
    async [Symbol.asyncDispose]() {
      await frozen[Symbol.asyncDispose]();
      await standby[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}

function stateOf(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.[0];
}

interface Answered {
  readonly status: number;
  readonly afterMs: number;
}

async function health({ settings }: Site): Promise<Answered> {
  const since = performance.now();
  const { status } = await fetch(`${settings.publicUrl}/health`);
  return { status, afterMs: performance.now() - since };
}

async function untilHealthy(site: Site): Promise<void> {
  await waitFor("the store to be well", async () => (await health(site)).status === 200);
}

describe.runIf(process.platform === "linux")("a worker stopped by SIGSTOP inside its transaction", () => {
  it("/health answers within a second at all times, and reports that the store does not answer", async () => {
    await using scene = await frozenWriter();
    const answers: Answered[] = [];
    for (const end = performance.now() + FROZEN_MS; performance.now() < end; ) {
      answers.push(await health(scene.site));
      await pause(100);
    }
    expect(answers.filter(({ afterMs }) => afterMs > 1_000)).toEqual([]);
    expect(answers.map(({ status }) => status)).toContain(503);
    await scene.thaw();
    await untilHealthy(scene.site);
  });

  it("a report is refused, so that the provider's API repeats it, and is accepted once the worker continues", async () => {
    await using scene = await frozenWriter();
    const { frozen, site } = scene;
    const body = JSON.stringify({ id: "of-nobody", status: "delivered" });
    const headers = { "x-gateway-signature": gatewaySignature(site.outside.gateway.secret, body) };
    const tell = () => fetch(`${site.settings.publicUrl}/receipts/sms.second`, { method: "POST", headers, body });
    expect((await tell()).status).toBe(503);
    expect(stateOf(frozen.pid)).toBe("T");
    await scene.thaw();
    await waitFor("the same, told again", async () => (await tell()).ok);
  });

  it("a process that starts meanwhile ends with an error that names the owner of the file, and the next one after a kill starts", async () => {
    await using scene = await frozenWriter();
    const { frozen, site } = scene;
    await using late = site.start({ hears: false });
    const { code, stderr } = await late.done;
    expect(code).toBe(1);
    expect(stderr).toMatch(/store\/busy/);
    expect(stderr).toMatch(/relance\.db: another process is writing for longer than 5 s.*fuser -v .*relance\.db/);
    expect(stateOf(frozen.pid)).toBe("T");
    frozen.signal("SIGKILL");
    await frozen.done;
    await using next = site.start({ hears: false });
    await next.ready;
  });

  it("after it is killed, the file is free immediately, and the other worker takes over", async () => {
    await using scene = await frozenWriter();
    const { frozen, standby, site } = scene;
    frozen.signal("SIGKILL");
    await frozen.done;
    await untilHealthy(site);
    standby.pass(25 * HOUR);
    await waitFor("the next step, by the other", () => site.outside.smtp.mails().length === PEOPLE);
    expect(await site.onDisk()).toMatchObject({ holds: true, states: { active: PEOPLE } });
  });
});
