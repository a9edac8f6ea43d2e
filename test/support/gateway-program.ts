import { createServer } from "node:http";
import { sharedClock } from "@relance/store-sqlite";
import { createGateway, type GatewayConfig, type Store, sqliteStore } from "relance";
import { armed } from "../crash/support/failpoints.ts";
import { gatewayConfig } from "../e2e/support/gateway-config.ts";
import type { GatewayOrder } from "./gateway-process.ts";
import { peopleCampaign, peopleRows, templatesOf } from "./people-campaign.ts";
import { shiftClock } from "./shifted-clock.ts";
import { isPostgres, storeAt } from "./store-at.ts";

const order = JSON.parse(process.argv[2] ?? "") as GatewayOrder;
const { settings, works = true, port, people, definition, failpoint, cancels, poisonous } = order;
const clock = sharedClock();
const log = (line: unknown) => process.stderr.write(`${JSON.stringify(line)}\n`);
const plain: GatewayConfig = {
  ...gatewayConfig(settings, clock),
  ...(order.clockFile === undefined ? {} : { store: shiftedStore(order.clockFile) }),
  templates: templatesOf(poisonous),
  log,
};
const gateway = await createGateway(failpoint === undefined ? plain : armed(plain, failpoint));
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
    recipients: peopleRows(people),
  });
  if (cancels) await campaign.cancel({ actor: "anna", reason: "wrong text" });
}
process.send?.("ready");
await working;
await gateway.close();
process.off("disconnect", orphaned);
process.disconnect();

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** The store of a machine whose clock somebody sets. */
function shiftedStore(clockFile: string): Store {
  shiftClock(clockFile);
  const worker = new URL("./shifted-store-thread.ts", import.meta.url);
  const own = order.watchesClock ? undefined : clock;
  return isPostgres(settings.db)
    ? storeAt(settings.db, own)
    : sqliteStore({ file: settings.db, worker, clock: own });
}
