import { createServer } from "node:http";
import { httpSms } from "@relance/provider-http-sms";
import type { Scenario } from "@relance/rehearsal";
import { browserHands, createWorld, fakeSmsGateway, virtualClock } from "@relance/simulator";
import type { LoadedCampaign } from "@relance/spec";
import { openSqlite } from "@relance/store-sqlite/embedded";
import { createRelance } from "relance";
import { inventPeople } from "../../packages/testing/rehearsal/src/people/invent-people.ts";
import { Networks, readHabits } from "../../packages/testing/rehearsal/src/people/networks.ts";
import { engineTime } from "../../packages/testing/rehearsal/src/time/engine-time.ts";
import { countTruth } from "../../packages/testing/rehearsal/src/world/count-truth.ts";
import { applyWeather } from "../../packages/testing/rehearsal/src/world/weather.ts";

const START = Date.UTC(2013, 7, 1, 8);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Maximum duration, in milliseconds, until every first message is sent. */
const LONGEST_MS = 60 * MINUTE_MS;
/** Milliseconds after the last recipient's first message during which the watch can still detect a loss. */
const AFTER_MS = 10 * MINUTE_MS;
const SECRET = "loopback-secret";

/**
 * The result of one run: the recipients whose first message was lost, and the time of the incident that reported the
 * loss.
 */
export interface Shown {
  readonly exposed: number;
  readonly noticedAfterMs: number | undefined;
}

export function sockets(urls: Readonly<Record<"main" | "second", string>>) {
  const provider = (name: "main" | "second") =>
    httpSms({
      vendor: name,
      url: `${urls[name]}/send`,
      headers: { authorization: "Bearer loopback" },
      body: { json: { to: "{to}", text: "{text}", id: "{attemptId}", callback: "{callbackUrl}" } },
      ref: "id",
      errorCode: "error",
      errors: { unknown_subscriber: "bad-recipient", absent_subscriber: "recipient-unavailable" },
      receipts: {
        verify: { hmac: { header: "x-gateway-signature", secret: SECRET } },
        status: "status",
        statuses: { sent: "in-transit", delivered: "delivered", undelivered: "undelivered", expired: "undelivered" },
        ref: "id",
        attemptId: "reference",
        errorCode: "error",
      },
    });
  return { main: provider("main"), second: provider("second") };
}

/** Runs the campaign of a rehearsal on a whole gateway, with requests and receipts over HTTP. */
export async function overSockets(facts: {
  readonly campaign: LoadedCampaign;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly people: number;
}): Promise<Shown> {
  const { campaign, scenario, seed, people } = facts;
  const { definition } = campaign;
  const clock = virtualClock(START);
  await using hands = browserHands();
  const world = createWorld({ seed, clock, hands, habits: readHabits(scenario.people) });
  const courier = { transit: false };
  await using main = await fakeSmsGateway({ world, courier, carrier: "sms.main", secret: SECRET });
  await using second = await fakeSmsGateway({ world, courier, carrier: "sms.second", secret: SECRET });
  const time = engineTime(seed, clock.now);
  const sms = sockets({ main: main.url, second: second.url });
  const server = createServer((request, response) => relance.nodeHandler()(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const relance = await createRelance(
    {
      store: openSqlite({ file: ":memory:", now: () => Math.floor(clock.now()), id: () => "calibration" }),
      providers: { sms },
      publicUrl: `http://127.0.0.1:${port}/relance`,
      http: { pressAfter: "0s" },
      security: { signing: ["only-for-calibration-on-loopback"] },
      delivery: "live",
      observe: { log: () => {} },
    },
    {
      runtime: time.runtime,
      send: (provider, message, signal) => provider.send(message, { signal }).finally(world.begin()),
    },
  );
  const networks = new Networks();
  const rows = [...inventPeople(campaign, { seed, from: 0, count: people, deadline: START, samples: [] })];
  for (const row of rows) {
    const { key = "", contacts = [], locale } = campaign.admit(row, 1).row ?? {};
    world.add([{ key, contacts, locale }]);
    for (const contact of contacts) networks.add(contact.channel, contact.address);
  }
  applyWeather(world, scenario, { definition, networks, standIns: { sms }, startAt: START, dead: new Set() });
  const handle = await settled(relance.campaigns.start(campaign, { rows }));
  const stop = new AbortController();
  const running = relance.run({ signal: stop.signal, grace: "0s" });
  for (let end = START + LONGEST_MS; clock.now() < end; ) {
    await idle();
    const next = Math.min(time.nextAt() ?? end, clock.nextAt() ?? end, end);
    clock.advanceTo(next);
    time.wake();
    if (next % MINUTE_MS !== 0) continue;
    const { states } = await handle.ledger();
    if (states.pending === 0) end = Math.min(end, next + AFTER_MS);
  }
  const faultAt = START + 3 * MINUTE_MS * (scenario.weather?.[0]?.from === undefined ? 0 : 1);
  const incidents = await Array.fromAsync(relance.incidents());
  const noticed = incidents.map(({ startedAt }) => startedAt.getTime() - faultAt).filter((ms) => ms >= 0);
  stop.abort();
  await settled(Promise.all([running, relance.close({ grace: "0s" })]));
  server.close();
  server.closeAllConnections();
  clock.advanceTo(START + DAY_MS);
  const { truth } = countTruth(world, { sms });
  return { exposed: truth.exposed, noticedAfterMs: noticed.length === 0 ? undefined : Math.min(...noticed) };

  /** Resolves when no request is in progress. */
  async function idle(): Promise<void> {
    do await time.drain();
    while (world.inFlight() > 0);
    await time.drain();
    if (world.inFlight() > 0) await idle();
  }

  async function settled<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await time.drain();
      time.wake();
    }
    return done;
  }
}
