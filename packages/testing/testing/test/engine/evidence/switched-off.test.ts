import { expect, it } from "vitest";
import { hello, MINUTE, openLaboratory, people, takesAll } from "../../support/laboratory.ts";

it("seals nothing until evidence is enabled, and then all earlier events", async () => {
  const config: { readonly observe: { readonly ingressCheck: boolean }; evidence?: boolean | undefined } = {
    observe: { ingressCheck: false },
    evidence: undefined,
  };
  const lab = await openLaboratory({ sms: () => ({ main: takesAll }), config });
  const sealed = async () => (await lab.events()).filter(({ type }) => type === "evidence.sealed").length;
  const work = async (name: string) => {
    const { gateway } = await lab.open(name);
    const stop = new AbortController();
    const working = gateway.run({ signal: stop.signal });
    await lab.time.advance(5 * MINUTE);
    stop.abort();
    await lab.finish(working);
  };
  const { gateway } = await lab.open("desk");
  const open = { audience: { mode: "open", contacts: { sms: "mobile" } } } as const;
  await lab.finish(gateway.campaigns.start(hello(open), { rows: people(3) }));
  await work("without");
  expect(await sealed()).toBe(0);
  config.evidence = true;
  await work("with");
  expect(await sealed()).toBeGreaterThan(0);
});
