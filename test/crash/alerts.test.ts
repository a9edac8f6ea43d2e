import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "relance";
import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { ALERT_SECRET, openAlertReceiver } from "../e2e/support/alert-receiver.ts";
import { openStack } from "../e2e/support/stack.ts";
import { waitFor } from "../e2e/support/wait-for.ts";
import { gatewayProcess } from "../support/gateway-process.ts";
import { overStores, type StorePlace } from "../support/over-stores.ts";

const MINUTE = 60_000;
const LOSS = { campaign: 0, kind: "loss", provider: "sms.main", destination: "", actor: "plugin:watch" } as const;
const FACT = "sms.main loses about 26 % of its messages";

async function office(place: StorePlace) {
  const receiver = await openAlertReceiver();
  const webhook = { url: receiver.url, secret: ALERT_SECRET, allowPrivate: true };
  const stack = await openStack({ db: place.db, alerts: { webhook }, works: false });
  const { store } = partsOf(stack.gateway);
  const say = (change: Partial<Parameters<Store["incident"]>[0]> = {}) =>
    store.incident({ ...LOSS, change: "open", fact: FACT, did: "paused", ...change });
  return {
    receiver,
    say,
    settings: stack.settings,
    async [Symbol.asyncDispose]() {
      await stack[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

await overStores((openPlace) => {
  it("several workers with one store report an incident once", async () => {
    await using place = await openPlace();
    await using here = await office(place);
    const { receiver, say, settings } = here;
    await using first = gatewayProcess({ settings });
    await using second = gatewayProcess({ settings });
    await Promise.all([first.ready, second.ready]);
    await say();
    await waitFor("the alert", () => receiver.alerts.length > 0);
    await say({ kind: "ingress", provider: "", fact: "nothing comes through", did: "held" });
    await waitFor("the other alert", () => receiver.alerts.some(({ data }) => data.kind === "ingress"));
    expect(receiver.alerts.map(({ data }) => data.kind)).toEqual(["loss", "ingress"]);
  });

  it("after a worker is killed while it sends an alert, another worker sends the alert again with the same id", async () => {
    await using place = await openPlace();
    await using here = await office(place);
    const { receiver, say, settings } = here;
    const clockFile = join(place.folder, "clock");
    receiver.answer("hold");
    await using worker = gatewayProcess({ settings, clockFile });
    await worker.ready;
    await say();
    await waitFor("the request", () => receiver.alerts.length === 1);
    worker.signal("SIGKILL");
    await worker.done;
    receiver.answer(204);
    await writeFile(clockFile, String(2 * MINUTE));
    await using next = gatewayProcess({ settings, clockFile });
    await next.ready;
    await waitFor("the alert", () => receiver.alerts.length === 2);
    expect(receiver.alerts[1]).toMatchObject({ id: receiver.alerts[0]?.id, isGenuine: true });
  });
});
