import type { CommittedAttempt, Store } from "@relance/spec";
import { expect, it } from "vitest";
import { type FakeVendor, fakeVendor } from "../../support/fake-vendor.ts";
import { hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

it("sends nothing more if the store lacks an attempt that this worker saw committed, and reports this once", async () => {
  let main: FakeVendor | undefined;
  let isLost = false;
  const proofs: CommittedAttempt[] = [];
  /** Wraps a store that has lost its latest attempts. */
  const forgetful = (store: Store): Store => ({
    ...store,
    heartbeat(input) {
      const { lastCommitted: proof } = input;
      if (proof === undefined) return store.heartbeat(input);
      proofs.push(proof);
      return store.heartbeat(isLost ? { ...input, lastCommitted: { ...proof, enrollment: 10_000 } } : input);
    },
  });
  const lab = await openLaboratory({
    sms: (world) => {
      main = fakeVendor(world, { takesMs: SECOND, concurrency: 1 });
      return { main: main.provider };
    },
    storeOf: forgetful,
  });
  const { gateway } = await lab.open("worker");
  await lab.finish(gateway.campaigns.start(hello(), { rows: people(200) }));
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal });
  await lab.time.advance(12 * SECOND);
  expect(proofs.at(-1)).toEqual({ attemptId: expect.any(String), enrollment: expect.any(Number) });
  expect((await lab.ledger()).state).toBe("running");
  isLost = true;
  await lab.time.advance(10 * SECOND);
  const sent = main?.received.length;
  await lab.time.advance(2 * MINUTE);
  expect(main?.received.length).toBe(sent);
  expect((await lab.ledger()).state).toBe("held");
  expect(lab.log.filter(({ event }) => event === "store.rewound")).toMatchObject([{ level: "error" }]);
  stop.abort();
  await lab.finish(running);
});
