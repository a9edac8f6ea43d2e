import { createServer } from "node:http";
import { inspect } from "node:util";
import { metrics } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { openTelemetry } from "@relance/opentelemetry";
import { sharedClock } from "@relance/store-sqlite";
import { createRelance, type Provider, type Providers, type RelanceConfig } from "relance";
import { partsOf } from "relance/parts";
import { armed, type Failpoint } from "../../crash/support/failpoints.ts";
import { gatewayConfig } from "../../e2e/support/gateway-config.ts";
import type { Settings } from "../../e2e/support/settings.ts";
import { waitFor } from "../../e2e/support/wait-for.ts";
import { LOUD_TEMPLATES, type LoudPerson, loudCampaign } from "./loud-campaign.ts";

/** Input of the process, as plain JSON. */
export interface LoudOrder {
  readonly settings: Settings;
  readonly port: number;
  readonly people: readonly LoudPerson["row"][];
  readonly failpoint?: Failpoint | undefined;
}

/**
 * A gateway that prints every log line, metric, and error with its properties. The test searches the output for
 * data of recipients.
 */
const order = JSON.parse(process.argv[2] ?? "") as LoudOrder;

function write(kind: string, what: unknown): void {
  const text = inspect(what, { depth: 20, showHidden: true, maxStringLength: null, breakLength: 10_000 });
  process.stdout.write(`${kind} ${text}\n`);
}

const numbers = new PrometheusExporter({ preventServerStart: true });
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [numbers] }));

/** Wraps providers to write their errors with all causes, before the engine reduces the errors to codes. */
function loud(providers: Providers): Providers {
  const channels = Object.entries(providers).map(([channel, providers]) => {
    const own = Object.entries(providers ?? {}).map(([name, provider]) => [name, telling(provider as Provider)]);
    return [channel, Object.fromEntries(own)];
  });
  return Object.fromEntries(channels) as Providers;
}

function telling(provider: Provider): Provider {
  const send = (...input: Parameters<Provider["send"]>) =>
    provider.send(...input).catch((error: unknown) => {
      write("error", error);
      throw error;
    });
  return new Proxy(provider, {
    get: (target, member) => (member === "send" ? send : Reflect.get(target, member)),
  });
}

const clock = sharedClock();
const config = gatewayConfig(order.settings, clock);
const plain: RelanceConfig = {
  ...config,
  providers: loud(config.providers),
  templates: LOUD_TEMPLATES,
  observe: { ...config.observe, log: (line) => write("log", line) },
  plugins: [...(config.plugins ?? []), openTelemetry()],
};
const gateway = await createRelance(order.failpoint === undefined ? plain : armed(plain, order.failpoint));
process.on("message", (ms) => void pass(Number(ms)));

/** Advances campaign time, and reports when the worker has run and no message is in flight. */
async function pass(ms: number): Promise<void> {
  const { engine } = partsOf(gateway);
  clock.advance(ms);
  for (let look = 0; look < 3; look++) {
    const { dueRounds, claims } = engine.pulse();
    engine.wake();
    await waitFor("the worker to look", () => {
      const now = engine.pulse();
      return now.dueRounds > dueRounds && now.claims > claims && now.inFlight === 0;
    });
  }
  write("metrics", (await numbers.collect()).resourceMetrics.scopeMetrics);
  process.send?.("passed");
}

process.on("warning", (warning) => write("warning", warning));
process.once("disconnect", () => process.exit(1));

const server = createServer(gateway.nodeHandler());
await new Promise<void>((resolve) => server.listen(order.port, "127.0.0.1", resolve));
const stop = new AbortController();
process.once("SIGTERM", () => {
  stop.abort();
  server.close();
  server.closeAllConnections();
});
const working = gateway.run({ signal: stop.signal });

const [row] = order.people;
if (row === undefined) throw new Error("there is nobody");
const sms = [{ channel: "sms", content: { text: row.name } }] as const;
const refused: readonly (() => Promise<unknown>)[] = [
  () => gateway.campaigns.start(loudCampaign("too-few"), { rows: [row], recipients: 2 }),
  () =>
    gateway.campaigns.start(loudCampaign("broken"), {
      rows: [{ ...row, mail: `${row.name}@`, mobile: `${row.mobile}x` }],
    }),
  () =>
    gateway.send({
      idempotencyKey: row.id,
      recipient: { key: row.id, contacts: { sms: `${row.mobile}x` } },
      steps: sms,
    }),
  () =>
    gateway.send({
      idempotencyKey: row.id,
      recipient: { key: `${row.id}\0`, contacts: { sms: row.mobile } },
      steps: sms,
    }),
  () => gateway.send({ idempotencyKey: row.id, recipient: { key: row.id, contacts: {} }, steps: sms }),
  () => gateway.suppressions.add([{ channel: "email", address: `${row.name} at home` }]),
  () => gateway.acknowledge([{ key: `${row.id}\0`, on: row.mail }]),
];
if (order.failpoint === undefined)
  for (const call of refused) await call().catch((error: unknown) => write("error", error));

await gateway.campaigns.start(loudCampaign("loud"), { rows: order.people });
process.send?.("ready");
await working;
await gateway.close();
process.removeAllListeners("disconnect");
process.disconnect();
