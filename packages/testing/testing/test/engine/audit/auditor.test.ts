import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AuditFinding } from "@relance/spec";
import type { Relance } from "relance";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const FINDING: AuditFinding = { rule: "overdue", fact: "7 recipients are overdue by a minute" };

/** Runs a worker whose audit returns these findings, and counts the requests to the dead man's switch. */
async function audited(
  findings: () => readonly AuditFinding[],
): Promise<AsyncDisposable & { lab: Laboratory; gateway: Relance; pings(): number }> {
  let pings = 0;
  const server = createServer((_, response) => {
    pings += 1;
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const lab = await openLaboratory({
    sms: (world) => ({ main: fakeVendor(world).provider }),
    config: { observe: { heartbeatUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` } },
    storeOf: (store) => ({
      ...store,
      async audit(input) {
        const page = await store.audit(input);
        return page.cursor === undefined ? { ...page, findings: findings() } : page;
      },
    }),
  });
  const { gateway } = await lab.open("worker");
  await lab.finish(gateway.campaigns.start(hello(), { rows: people(3) }));
  void gateway.run({ signal: new AbortController().signal });
  await lab.time.advance(20 * SECOND);
  return {
    lab,
    gateway,
    pings: () => pings,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("the auditor", () => {
  it("requests the dead man's switch while it finds nothing, once in thirty seconds", async () => {
    await using audit = await audited(() => []);
    await expect.poll(audit.pings).toBe(1);
    await audit.lab.time.advance(20 * SECOND);
    expect(audit.pings()).toBe(1);
    expect(await audit.lab.finish(audit.gateway.health())).toMatchObject({
      ok: true,
      auditor: "green",
      findings: [],
    });
  });

  it("stops these requests when it finds something, and reports the finding", async () => {
    let findings: readonly AuditFinding[] = [FINDING];
    await using audit = await audited(() => findings);
    const red = { ok: false, auditor: "red", findings: [FINDING.fact] };
    expect(await audit.lab.finish(audit.gateway.health())).toMatchObject(red);
    expect(audit.lab.log).toContainEqual({ level: "error", event: "audit.finding", facts: FINDING });
    expect(audit.pings()).toBe(0);
    findings = [];
    await audit.lab.time.advance(10 * SECOND);
    await expect.poll(audit.pings).toBe(1);
    expect(await audit.lab.finish(audit.gateway.health())).toMatchObject({ ok: true, auditor: "green" });
  });

  it("runs in the active worker, not in one on standby", async () => {
    await using audit = await audited(() => []);
    const { gateway } = await audit.lab.open("second");
    void gateway.run({ signal: new AbortController().signal });
    await audit.lab.time.advance(20 * SECOND);
    expect(await audit.lab.finish(gateway.health())).toMatchObject({ worker: "standby", auditor: "unknown" });
  });
});
