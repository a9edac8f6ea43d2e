import { describe, expect, it } from "vitest";
import { FairShares, type SharingQueue } from "../src/rows/fair-shares.ts";

const PROVIDER = 1;

interface Campaign {
  readonly weight: number;
  readonly queues: number;
  waiting: number;
  served: number;
}

/** Draws whole numbers from [0, n), the same for a seed. */
function draws(seed: number): (n: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (n) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (((state >>> 0) / 2 ** 32) * n) | 0;
  };
}

/** One claim as stores make them: each queue its share, in order, then what is left to those that may have more. */
function claim(shares: FairShares, campaigns: readonly Campaign[], slots: number): number {
  const queues = campaigns.flatMap(({ weight, queues }, campaign) =>
    Array.from({ length: queues }, (_, k): SharingQueue => ({ id: campaign * 10 + k, campaign, weight, claimedAt: 0 })),
  );
  const allocation = shares.allocate(PROVIDER, queues);
  let left = slots;
  const look = (queue: SharingQueue, most: number) => {
    const campaign = campaigns[queue.campaign];
    const asked = Math.min(most, left);
    if (asked === 0 || campaign === undefined) return;
    const taken = queue.id % 10 === 0 ? Math.min(asked, campaign.waiting) : 0; // recipients wait in one queue of each
    campaign.waiting -= taken;
    campaign.served += taken;
    allocation.looked(queue, taken < asked);
    allocation.took(queue.campaign, taken);
    left -= taken;
  };
  const first = allocation.first(left);
  for (const queue of allocation.queues) look(queue, first.get(queue.id) ?? 0);
  for (const queue of allocation.rest()) look(queue, left);
  allocation.finish();
  return slots - left;
}

function drawn(draw: (n: number) => number, count: number): Campaign[] {
  return Array.from({ length: count }, () => ({
    weight: 1 + draw(100),
    queues: 1 + draw(4),
    waiting: Number.MAX_SAFE_INTEGER,
    served: 0,
  }));
}

describe("fair shares", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))("follow weights that a seed draws (%i)", (seed) => {
    const draw = draws(seed);
    const campaigns = drawn(draw, 2 + draw(5));
    const whole = campaigns.reduce((sum, { weight }) => sum + weight, 0);
    const processes = Array.from({ length: 1 + draw(4) }, () => new FairShares());
    const total = 100 * whole;
    for (let left = total; left > 0; ) {
      const shares = processes[draw(processes.length)] ?? new FairShares();
      left -= claim(shares, campaigns, Math.min(left, 1 + draw(64)));
    }
    for (const { served, weight } of campaigns) {
      expect(served).toBeGreaterThanOrEqual(0.9 * 100 * weight);
      expect(served).toBeLessThanOrEqual(1.1 * 100 * weight);
    }
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    "leave no slot unused while a recipient waits, and give no campaign credit for idle times (%i)",
    (seed) => {
      const draw = draws(seed);
      const campaigns = drawn(draw, 2 + draw(5));
      const shares = new FairShares();
      for (let round = 0; round < 300; round++) {
        for (const campaign of campaigns) campaign.waiting = draw(3) === 0 ? draw(100) : 0;
        const waiting = campaigns.reduce((sum, one) => sum + one.waiting, 0);
        const slots = 1 + draw(64);
        expect(claim(shares, campaigns, slots)).toBe(Math.min(slots, waiting));
      }
      for (const campaign of campaigns) Object.assign(campaign, { waiting: Number.MAX_SAFE_INTEGER, served: 0 });
      const whole = campaigns.reduce((sum, { weight }) => sum + weight, 0);
      for (let claims = 0; claims < 4 * whole; claims++) claim(shares, campaigns, 16);
      for (const { served, weight } of campaigns) {
        expect(served).toBeGreaterThanOrEqual(0.9 * 64 * weight - 16);
        expect(served).toBeLessThanOrEqual(1.1 * 64 * weight + 16);
      }
    },
  );

  it("let a new message wait for at most one slot of each other campaign, at any weight", () => {
    for (let seed = 0; seed < 40; seed++) {
      const draw = draws(seed);
      const others = drawn(draw, 1 + draw(5));
      const comer = { weight: draw(2), queues: 1, waiting: 0, served: 0 };
      const campaigns = [...others, comer];
      const shares = new FairShares();
      for (let claims = 0; claims < 200; claims++) claim(shares, campaigns, 1 + draw(64));
      comer.waiting = 1;
      let waited = 0;
      while (comer.served === 0) {
        claim(shares, campaigns, 1);
        waited += 1;
      }
      expect(waited).toBeLessThanOrEqual(others.length + 1);
    }
  });
});
