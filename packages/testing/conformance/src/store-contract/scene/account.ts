import type { EnrollmentState, EventKind, RecipientRow, RelanceEvent } from "@relance/spec";
import { expect } from "vitest";
import { everyRow } from "./every-row.ts";
import { PROVIDERS, type Scene } from "./scene.ts";

const STATE_AFTER: Readonly<Partial<Record<EventKind, EnrollmentState>>> = {
  "enrollment.enrolled": "pending",
  "attempt.submitted": "active",
  "enrollment.exhausted": "exhausted",
  "enrollment.acknowledged": "acknowledged",
  "enrollment.reversed": "active",
  "enrollment.reopened": "active",
  "enrollment.suppressed": "suppressed",
  "enrollment.expired": "expired",
  "enrollment.cancelled": "cancelled",
};

/**
 * Checks the store after every test: the ledger equals the rows, each row's state follows from its events, and the
 * audit finds nothing.
 */
export async function account(scene: Scene): Promise<void> {
  await expectSums(scene);
  await work(scene);
  await expectSums(scene);
  await expectEvents(scene);
  expect(await findings(scene)).toEqual([]);
}

async function work(scene: Scene): Promise<void> {
  await scene.skip(1);
  for (let round = 0; round < 20; round++) {
    await scene.decide();
    let sent = 0;
    for (const provider of PROVIDERS) sent += (await scene.send(provider, 1_000)).length;
    if (sent === 0 && round > 0) return;
  }
}

async function expectSums(scene: Scene): Promise<void> {
  for (const ledger of await scene.store.count()) {
    expect(ledger.holds, JSON.stringify(ledger)).toBe(true);
    const { rows, enrolled, repeated, refused } = ledger.audience;
    expect(rows).toBe(enrolled + repeated + refused);
    const states = new Map<string, number>();
    for (const { state } of await everybody(scene, ledger.campaign)) states.set(state, (states.get(state) ?? 0) + 1);
    for (const [state, n] of Object.entries(ledger.states)) expect([state, n]).toEqual([state, states.get(state) ?? 0]);
    const counted = ledger.attempts.reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(ledger.totals.attempts);
  }
}

async function everybody(scene: Scene, campaign: number): Promise<readonly RecipientRow[]> {
  const all = await everyRow((cursor) => scene.store.list({ campaign, cursor, limit: 100 }));
  return all.filter(({ state }) => state !== "refused");
}

/**
 * Checks that each recipient's versions count from one without a gap, and that the last event gives the recipient's
 * state.
 */
async function expectEvents(scene: Scene): Promise<void> {
  const all = await scene.events();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { campaign, name, occurrence, totals, audience } of await scene.store.count()) {
    const here = all.filter((event) => event.campaign.name === name && event.campaign.occurrence === occurrence);
    const own = here.filter(({ type }) => type !== "enrollment.refused");
    expect(here.length - own.length).toBe(audience.refused);
    expect(own.filter(({ type }) => type === "attempt.submitted").length).toBe(totals.attempts);
    const people = await everybody(scene, campaign);
    const told = people.map(({ key }) => [key, tell(own.filter((event) => event.key === key))]);
    expect(told).toEqual(people.map(({ key, state }) => [key, state]));
  }
}

function tell(events: readonly RelanceEvent[]): EnrollmentState | undefined {
  let state: EnrollmentState | undefined;
  events.forEach(({ type, version }, index) => {
    expect(version).toBe(index + 1);
    const isClosed = state !== "pending" && state !== "active" && state !== undefined;
    if (type === "attempt.submitted" && isClosed)
      throw new Error(`a message was claimed for a recipient who is ${state}`);
    state = STATE_AFTER[type] ?? state;
  });
  return state;
}

export async function findings(scene: Scene): Promise<readonly string[]> {
  return everyRow(async (cursor) => {
    const page = await scene.store.audit({ cursor, limit: 50 });
    return { rows: page.findings.map(({ rule, fact }) => `${rule}: ${fact}`), cursor: page.cursor };
  });
}
