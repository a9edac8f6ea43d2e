import { StoreError } from "@relance/spec";
import { expect, it } from "vitest";
import { type FakeVendor, fakeVendor } from "../../support/fake-vendor.ts";
import { hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

it("a run that could neither write its outcomes nor end cleanly leaves uncertain attempts to the next run, and repeats nothing", async () => {
  let main: FakeVendor | undefined;
  let isBroken = false;
  const broken = () => new StoreError("store/damaged", "the disk is full of holes");
  const lab = await openLaboratory({
    sms: (world) => {
      main = fakeVendor(world, { takesMs: SECOND, concurrency: 8 });
      return { main: main.provider };
    },
    storeOf: (store) => ({
      ...store,
      async claim(request) {
        if (isBroken) throw broken();
        return store.claim(request);
      },
      async settle(worker, outcomes) {
        if (isBroken) throw broken();
        return store.settle(worker, outcomes);
      },
      async heartbeat(input) {
        if (isBroken) throw broken();
        return store.heartbeat(input);
      },
    }),
  });
  const { gateway } = await lab.open("worker");
  await lab.finish(gateway.campaigns.start(hello(), { rows: people(8) }));
  const first = gateway.run({ signal: new AbortController().signal });
  first.catch(() => {}); // the test awaits the rejection below
  await lab.time.advance(500);
  isBroken = true;
  await lab.time.advance(20 * SECOND);
  await expect(lab.finish(first)).rejects.toMatchObject({ code: "store/damaged" });
  expect((await lab.ledger()).attempts).toMatchObject([{ state: "submitting", count: 8 }]);
  isBroken = false;
  const stop = new AbortController();
  const second = gateway.run({ signal: stop.signal });
  await lab.time.advance(2 * MINUTE);
  expect((await lab.ledger()).attempts).toMatchObject([{ state: "uncertain", count: 8 }]);
  expect(main?.received).toHaveLength(8);
  stop.abort();
  await lab.finish(second);
});
