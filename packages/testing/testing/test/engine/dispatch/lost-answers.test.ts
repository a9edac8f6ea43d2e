import { type ClaimAnswer, type ClaimRequest, type Store, StoreError } from "@relance/spec";
import { expect, it } from "vitest";
import type { VirtualProcess } from "../../../src/index.ts";
import { type FakeVendor, fakeVendor } from "../../support/fake-vendor.ts";
import { hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

/**
 * What happens to a claim. `lostAfter`: the answer is lost, and the store applies the claim this many milliseconds
 * after the worker stopped waiting. `slow`: the answer takes this long.
 */
type Fate = { readonly lostAfter: number } | { readonly slow: number } | undefined;

/** Runs a campaign for 40 recipients. `fateOf` decides what happens to each claim, numbered from 1. */
async function lossy(fateOf: (claim: number) => Fate, takesMs = SECOND) {
  let main: FakeVendor | undefined;
  let world: VirtualProcess | undefined;
  let claims = 0;
  let lost = 0;
  async function carryOut(store: Store, request: ClaimRequest): Promise<ClaimAnswer> {
    const answer = await store.claim(request);
    lost += answer.claimed.length;
    return answer;
  }
  const storeOf = (store: Store): Store => ({
    ...store,
    async claim(request) {
      const fate = request.wants.length === 0 ? undefined : fateOf(++claims);
      if (fate === undefined) return store.claim(request);
      if ("slow" in fate) {
        const answer = await store.claim(request);
        await world?.runtime.sleep(fate.slow);
        return answer;
      }
      if (fate.lostAfter === 0) await carryOut(store, request);
      else void world?.runtime.sleep(fate.lostAfter).then(() => carryOut(store, request));
      throw new StoreError("store/unavailable", "the connection was cut", { retryable: true });
    },
  });
  const lab = await openLaboratory({
    sms: (process) => {
      world = process;
      main = fakeVendor(process, { takesMs, concurrency: 8 });
      return { main: main.provider };
    },
    storeOf,
  });
  return {
    lab,
    sent: () => main?.received ?? [],
    lost: () => lost,
    started: async () => {
      const { gateway } = await lab.open("worker");
      await lab.finish(gateway.campaigns.start(hello(), { rows: people(40) }));
      const stop = new AbortController();
      const running = gateway.run({ signal: stop.signal });
      return {
        gateway,
        async stop() {
          stop.abort();
          await lab.finish(running);
        },
      };
    },
  };
}

const attempts = async (scene: Awaited<ReturnType<typeof lossy>>) =>
  Object.fromEntries((await scene.lab.ledger()).attempts.map(({ state, count }) => [state, count]));

it("recipients of a claim whose answer was lost are claimed again within seconds, and get one message each", async () => {
  const scene = await lossy((claim) => (claim <= 2 ? { lostAfter: 0 } : undefined));
  const worker = await scene.started();
  await scene.lab.time.advance(MINUTE);
  expect(scene.lost()).toBeGreaterThan(0);
  expect(await attempts(scene)).toEqual({ accepted: 40, "not-sent": scene.lost() });
  expect(new Set(scene.sent().map(({ to }) => to)).size).toBe(40);
  expect(scene.sent()).toHaveLength(40);
  expect(scene.lab.log).toContainEqual(expect.objectContaining({ event: "claim.unheard", level: "warn" }));
  await worker.stop();
});

it("the same for a claim that the server executes long after the worker has given it up", async () => {
  const scene = await lossy((claim) => (claim === 1 ? { lostAfter: 25 * SECOND } : undefined), 10 * SECOND);
  const worker = await scene.started();
  await scene.lab.time.advance(2 * MINUTE);
  expect(scene.lost()).toBeGreaterThan(0);
  expect(await attempts(scene)).toEqual({ accepted: 40, "not-sent": scene.lost() });
  expect(scene.sent()).toHaveLength(40);
  await worker.stop();
});

it("a late answer is waited for: no recipient is released whose message is being sent", async () => {
  const scene = await lossy((claim) => (claim <= 4 ? { slow: 9 * SECOND } : undefined), 10 * SECOND);
  const worker = await scene.started();
  await scene.lab.time.advance(2 * MINUTE);
  expect(await attempts(scene)).toEqual({ accepted: 40 });
  expect(scene.sent()).toHaveLength(40);
  await worker.stop();
});

it("a worker that is stopped meanwhile leaves no uncertain attempt", async () => {
  const scene = await lossy((claim) => (claim <= 2 ? { lostAfter: 0 } : undefined));
  const worker = await scene.started();
  await scene.lab.time.advance(100);
  expect(scene.lost()).toBeGreaterThan(0);
  await worker.stop();
  const { submitting = 0, uncertain = 0, "not-sent": notSent } = await attempts(scene);
  expect({ submitting, uncertain, notSent }).toEqual({ submitting: 0, uncertain: 0, notSent: scene.lost() });
});

it("whichever answers are lost, and however late the claims are executed: one message each, and no uncertain attempt", async () => {
  let lost = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const draw = draws(seed);
    let isLossy = true;
    const scene = await lossy(
      () => {
        if (!isLossy || draw(4) === 0) return undefined;
        if (draw(3) === 0) return { slow: draw(9 * SECOND) };
        return { lostAfter: draw(2) === 0 ? 0 : draw(20 * SECOND) };
      },
      draw(4 * SECOND),
    );
    const worker = await scene.started();
    await scene.lab.time.advance(2 * MINUTE);
    isLossy = false;
    await scene.lab.time.advance(2 * MINUTE);
    expect({ seed, "not-sent": 0, ...(await attempts(scene)) }).toEqual({
      seed,
      "not-sent": scene.lost(),
      accepted: 40,
    });
    lost += scene.lost();
    expect(scene.sent()).toHaveLength(40);
    expect((await scene.lab.ledger()).holds).toBe(true);
    await worker.stop();
  }
  expect(lost).toBeGreaterThan(100);
});

/** Returns a seeded generator of integers below a bound. */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
