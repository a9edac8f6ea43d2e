import { expect, it } from "vitest";
import { hello, openLaboratory, people, SECOND, takesAll } from "../../support/laboratory.ts";

it("seals all earlier events before it stops, although it reads a thousand events at a time", async () => {
  const lab = await openLaboratory({ sms: () => ({ main: takesAll }), config: { observe: { ingressCheck: false } } });
  const { gateway } = await lab.open("desk");
  const handle = await lab.finish(gateway.campaigns.start(hello(), { rows: people(1_200) }));
  const stop = new AbortController();
  const working = gateway.run({ signal: stop.signal });
  await lab.time.advance(SECOND);
  stop.abort();
  await lab.finish(working);
  const happened = (await lab.events()).filter(({ type }) => type !== "evidence.sealed").length;
  expect(happened).toBeGreaterThan(2_000);
  const seals = await lab.store.seals({ campaign: handle.id, limit: 100 });
  expect(seals.reduce((sum, { leaves }) => sum + leaves, 0)).toBe(happened);
});
