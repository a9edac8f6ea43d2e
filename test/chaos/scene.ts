import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type PostgresServer, startPostgres } from "@relance/test-postgres";
import { createRelance, type Relance } from "relance";
import { partsOf } from "relance/parts";
import { type Gate, openGate } from "../e2e/support/gate.ts";
import { gatewayConfig } from "../e2e/support/gateway-config.ts";
import type { Settings } from "../e2e/support/settings.ts";
import { storeAt } from "../support/store-at.ts";
import { MAIN_PER_SECOND, type RATES, type ShortCampaign } from "./campaign.ts";
import { Crew } from "./crew.ts";
import type { Member } from "./plan.ts";
import { RateLog } from "./rate-log.ts";
import { openTown, type Town } from "./town.ts";

const CREW: readonly Member[] = ["worker1", "worker2", "worker3", "receiver1", "receiver2"];

export interface Scene extends AsyncDisposable {
  readonly server: PostgresServer;
  readonly wire: Gate;
  readonly crew: Crew;
  readonly town: Town;
  /** A gateway that only reads the store. No fault affects this gateway. */
  readonly reader: Relance;
  readonly rates: Readonly<Record<keyof typeof RATES, RateLog>>;
  /** Whether the audience is enrolled. A restarted worker does not enroll the audience again. */
  readonly audience: { isEnrolled: boolean };
}

/**
 * Starts all processes. The first worker enrolls the audience. If this worker is killed before the enrollment is
 * complete, the next worker completes the enrollment.
 */
export async function openScene(seed: number, lengthMs: number, campaign: ShortCampaign): Promise<Scene> {
  const { people, definition } = campaign;
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "relance-chaos-"));
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const server = stack.use(await startPostgres());
  const town = stack.use(await openTown(seed, people, lengthMs));
  const wire = stack.use(await openGate(server.port));
  const ports = { receiver1: await freePort(), receiver2: await freePort() };
  const edge = stack.use(await openGate(ports.receiver1, ports.receiver2));
  const settings: Settings = {
    ...town.outside.settings,
    db: server.url,
    publicUrl: `http://127.0.0.1:${edge.port}/relance`,
    secrets: ["a-secret-for-these-tests"],
    apiTokens: [],
    mainPerSecond: MAIN_PER_SECOND,
    timeout: "5s",
  };
  town.outside.twilio.receiveAt(`${settings.publicUrl}/inbound/sms.main`);
  const overWire = { ...settings, db: throughPort(server.url, wire.port) };
  const reader = await createRelance({ ...gatewayConfig(settings), store: storeAt(server.url, undefined) });
  stack.defer(() => reader.close());
  await partsOf(reader).store.count();
  const { twilio, gateway } = town.outside;
  const rates = {
    "sms.main": stack.use(new RateLog(twilio.requests)),
    "sms.second": stack.use(new RateLog(gateway.requests)),
  };
  const audience = { isEnrolled: false };
  return {
    server,
    wire,
    town,
    reader,
    rates,
    audience,
    crew: stack.use(
      new Crew(CREW, folder, (name) => ({
        settings: overWire,
        definition,
        works: !(name in ports),
        port: name === "receiver1" || name === "receiver2" ? ports[name] : undefined,
        people: name === "worker1" && !audience.isEnrolled ? people : undefined,
      })),
    ),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function throughPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
