import { verifyEvidence } from "@relance/evidence";
import type { CampaignHandle } from "relance";
import { afterEach, describe, expect, it } from "vitest";
import { HOUR, hello, type Laboratory, MINUTE, openLaboratory, people, takesAll } from "../../support/laboratory.ts";

const TASK = { name: "evidence", owner: "a restore", leaseMs: MINUTE };

let stop = new AbortController();
afterEach(() => stop.abort());

async function works(lab: Laboratory, name: string): Promise<void> {
  stop = new AbortController();
  const { gateway } = await lab.open(name);
  void gateway.run({ signal: stop.signal });
}

/** Runs a campaign whose first minutes are sealed, then stops the worker. */
async function sealed() {
  const lab = await openLaboratory({ sms: () => ({ main: takesAll }), config: { observe: { ingressCheck: false } } });
  const { gateway } = await lab.open("desk");
  await works(lab, "worker");
  const open = { audience: { mode: "open", contacts: { sms: "mobile" } } } as const;
  const handle = await lab.finish(gateway.campaigns.start(hello(open), { rows: people(3) }));
  await lab.time.advance(5 * MINUTE);
  stop.abort();
  await lab.time.advance(MINUTE);
  return { lab, handle };
}

/** Sets the sealer's stored position. */
async function setPlace({ store }: Laboratory, data: string): Promise<void> {
  expect((await store.lease(TASK)).status).toBe("owned");
  await store.lease({ ...TASK, save: { data, release: true } });
}

/** Seals the remaining events, and verifies the evidence of all recipients. */
async function examined(lab: Laboratory, handle: CampaignHandle) {
  const lines: string[] = [];
  const write = async () => {
    for await (const line of handle.evidence()) lines.push(JSON.stringify(line));
  };
  await lab.finish(write());
  return verifyEvidence(lines);
}

async function happened(lab: Laboratory): Promise<number> {
  return (await lab.events()).filter(({ type }) => type !== "evidence.sealed").length;
}

describe("the position up to which events are sealed, after the store lost it", () => {
  it("is recovered from the seals: each event is sealed once, and the log reports this", async () => {
    const { lab, handle } = await sealed();
    const before = await lab.store.seals({ campaign: handle.id, limit: 100 });
    await setPlace(lab, "of another life");
    await lab.finish(handle.enroll(people(4, 10)));
    await works(lab, "next");
    await lab.time.advance(5 * MINUTE);
    expect(lab.log.filter(({ event }) => event.startsWith("evidence."))).toMatchObject([
      { level: "warn", event: "evidence.restarted" },
    ]);
    const found = await examined(lab, handle);
    expect(found).toMatchObject({ problems: [], leaves: happened(lab), late: { leaves: 0 } });
    expect(await lab.store.seals({ campaign: handle.id, limit: before.length })).toEqual(before);
    await lab.time.advance(5 * MINUTE);
    expect(lab.log.filter(({ event }) => event === "evidence.restarted")).toHaveLength(1);
  });

  it("is recovered even if a process died during the recovery", async () => {
    const { lab, handle } = await sealed();
    const { cursor } = await lab.store.eventDetails({ limit: 3 });
    await setPlace(lab, `lost ${cursor}`);
    await lab.finish(handle.enroll(people(4, 10)));
    await works(lab, "next");
    await lab.time.advance(5 * MINUTE);
    expect(await examined(lab, handle)).toMatchObject({ problems: [], leaves: happened(lab) });
  });

  it("is unknown meanwhile, and the status reports unsealed events", async () => {
    const { lab, handle } = await sealed();
    await lab.finish(handle.enroll(people(4, 10)));
    await lab.time.advance(2 * HOUR); // no worker is running to seal events
    const { late, problems } = await examined(lab, handle);
    expect(problems).toEqual([]);
    expect(late.leaves).toBe(4);
    expect(late.longestMs).toBeGreaterThanOrEqual(2 * HOUR);
  });
});
