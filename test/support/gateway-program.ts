import { createServer } from "node:http";
import { type SharedClock, sharedClock } from "@relance/store-sqlite";
import { type CampaignHandle, createRelance, type RelanceConfig, type Store, sqliteStore } from "relance";
import { armed } from "../crash/support/failpoints.ts";
import { gatewayConfig } from "../e2e/support/gateway-config.ts";
import type { GatewayOrder } from "./gateway-process.ts";
import { AMENDED, peopleCampaign, peopleRows, templatesOf } from "./people-campaign.ts";
import { shiftClock } from "./shifted-clock.ts";
import { isPostgres, storeAt } from "./store-at.ts";

const order = JSON.parse(process.argv[2] ?? "") as GatewayOrder;
const { settings, works = true, port, people, definition, failpoint, orders, poisonous } = order;
const clock = sharedClock();
const log = (line: unknown) => process.stderr.write(`${JSON.stringify(line)}\n`);
const config = gatewayConfig(settings, clock);
const plain: RelanceConfig = {
  ...config,
  ...(order.clockFile === undefined ? {} : { store: shiftedStore(order.clockFile) }),
  ...(order.freezes ? { store: storeOn("./freezing-store-thread.ts", clock) } : {}),
  templates: templatesOf(poisonous),
  observe: { ...config.observe, log },
};
const gateway = await createRelance(failpoint === undefined ? plain : armed(plain, failpoint));
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
process.on("message", (ms) => clock.advance(Number(ms)));
const orphaned = () => process.exit(1);
process.once("disconnect", orphaned);

if (port !== undefined) {
  const server = createServer(gateway.nodeHandler());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  stop.signal.addEventListener("abort", () => {
    server.close();
    server.closeAllConnections();
  });
}
const working = works ? gateway.run({ signal: stop.signal }) : aborted(stop.signal);
if (people !== undefined) {
  const campaign = await gateway.campaigns.start(peopleCampaign(definition), {
    rows: peopleRows(people),
  });
  if (orders !== undefined) await obey(campaign, orders);
}
process.send?.("ready");
await working;
await gateway.close();
process.off("disconnect", orphaned);
process.disconnect();

/** Executes a command. An amendment needs a pause, so that no message is sent during the change. */
async function obey(campaign: CampaignHandle, what: NonNullable<GatewayOrder["orders"]>): Promise<void> {
  const by = { actor: "anna", reason: "wrong text" };
  const inFourDays = new Date(Date.now() + 96 * 3_600_000);
  if (what === "cancel") await campaign.cancel(by);
  else if (what === "extend") await campaign.extend({ until: inFourDays, ...by });
  else {
    await campaign.pause({ reviewAt: inFourDays, ...by });
    await campaign.amend(peopleCampaign({ ...definition, steps: AMENDED }), by);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function shiftedStore(clockFile: string): Store {
  shiftClock(clockFile);
  const own = order.watchesClock ? undefined : clock;
  return isPostgres(settings.db) ? storeAt(settings.db, own) : storeOn("./shifted-store-thread.ts", own);
}

function storeOn(thread: string, own: SharedClock | undefined): Store {
  return sqliteStore({ file: settings.db, worker: new URL(thread, import.meta.url), clock: own });
}
