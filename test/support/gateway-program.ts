import { createServer } from "node:http";
import { sharedClock } from "@relance/store-sqlite";
import { createGateway } from "relance";
import { armed } from "../crash/support/failpoints.ts";
import { gatewayConfig } from "../e2e/support/gateway-config.ts";
import type { GatewayOrder } from "./gateway-process.ts";
import { peopleCampaign, peopleRows, templatesOf } from "./people-campaign.ts";

const order = JSON.parse(process.argv[2] ?? "") as GatewayOrder;
const { settings, works = true, port, people, definition, failpoint, cancels, poisonous } = order;
const clock = sharedClock();
const log = (line: unknown) => process.stderr.write(`${JSON.stringify(line)}\n`);
const plain = { ...gatewayConfig(settings, clock), templates: templatesOf(poisonous), log };
const gateway = await createGateway(failpoint === undefined ? plain : armed(plain, failpoint));
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
process.on("message", (ms) => clock.advance(Number(ms)));
process.once("disconnect", () => process.exit(1));

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
process.disconnect();

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
