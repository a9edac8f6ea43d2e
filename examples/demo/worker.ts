// A relance process of the demo that sends, receives, or does both. The demo may kill the process at any time.
import { createServer } from "node:http";
import { type CampaignHandle, createRelance, type Ledger, loadCampaign, StoreError } from "relance";
import { partsOf } from "relance/parts";
import type { FromWorker, Linked, Noted, ToWorker, Unreached } from "./messages.ts";
import { CAMPAIGN, clock, config } from "./story.ts";

const OCCURRENCE = "2013-08";
const ROLE = process.env.DEMO_ROLE ?? "all";

// if the parent process dies before the gateway is open, this process must end
const abandon = () => process.exit(0);
process.once("disconnect", abandon);
if (process.connected === false) abandon();
const relance = await patiently(() => createRelance(config));
const { engine } = partsOf(relance);
const server = createServer(relance.nodeHandler());
const stop = new AbortController();
let campaign: CampaignHandle | undefined;

const tell = (message: FromWorker) => process.send?.(message, () => {}); // the parent process may have died

async function start(rows: readonly Record<string, string>[]): Promise<void> {
  const campaignFile = rows.length === 2_000 ? await loadCampaign(CAMPAIGN) : await ofAnySize();
  campaign = await relance.campaigns.start(campaignFile, { occurrence: OCCURRENCE, rows: rows });
  tell({ type: "started" });
}

/** Loads the campaign without the expected number of recipients in its file. */
async function ofAnySize(): Promise<Awaited<ReturnType<typeof loadCampaign>>> {
  const loaded = await loadCampaign(CAMPAIGN);
  const { definition } = loaded;
  return {
    ...loaded,
    definition: { ...definition, audience: { ...definition.audience, expect: undefined } },
  };
}

/** Returns the campaign, even if another process started it. */
async function started(): Promise<CampaignHandle> {
  campaign ??= await relance.campaigns.get("re-registration", { occurrence: OCCURRENCE });
  return campaign;
}

/** Starts a separate occurrence for recipient 2,001, so that the ledger of the 2,000 recipients can close. */
async function you(): Promise<void> {
  const row = { id: "you", name: "You", mobile: "", mail: "you@example.org", subscription: "", locale: "en" };
  const own = await relance.campaigns.start(await ofAnySize(), { occurrence: "you", rows: [row] });
  const person = await own.recipient("you");
  tell({ type: "you", url: engine.acknowledgeUrl(person?.enrollment ?? 0) });
}

/** Sets campaign time, and resolves when the worker has done all due work. */
async function time(at: number): Promise<void> {
  await stand(at);
  const before = engine.pulse();
  engine.wake();
  for (;;) {
    const { inFlight, nextDueAt, claims, dueRounds, lookUps, runs, ownRuns } = engine.pulse();
    const hasWorked = claims > before.claims && dueRounds > before.dueRounds;
    const hasLooked = hasWorked && lookUps > before.lookUps && runs > before.runs;
    if ((inFlight === 0 && hasLooked) || ROLE === "receiver") {
      const isWatched = ownRuns > before.ownRuns;
      const seen = { ledger: await ledger(), incidents: await incidents(), isWatched };
      tell({ type: "pulse", inFlight, nextDueAt, ...seen });
      return;
    }
    await moment();
  }
}

/** Advances campaign time while no work is in progress, so that all later work uses the new time. */
async function stand(at: number): Promise<void> {
  while (clock.now() !== at && engine.pulse().inFlight > 0) await moment();
  clock.stand(at);
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}

/** Sets campaign time, and returns the ledger once the worker has claimed messages. */
async function glance(at: number): Promise<void> {
  await stand(at);
  const { claims } = engine.pulse();
  engine.wake();
  while (ROLE !== "receiver" && engine.pulse().claims === claims) await moment();
  tell({ type: "glance", ledger: await ledger() });
}

async function ledger(): Promise<Ledger | undefined> {
  return ROLE === "worker" ? undefined : (await started()).ledger();
}

/** Sends the incidents of the watch, with their actions. */
async function incidents(): Promise<readonly Noted[]> {
  if (ROLE === "worker") return [];
  const rows = await Array.fromAsync(relance.incidents());
  return rows.flatMap(({ notes }) =>
    notes.map(({ at, fact, action, did }) => ({ at: at.getTime(), fact, action, did })),
  );
}

async function unreached(): Promise<void> {
  const people: Unreached[] = [];
  for await (const { key, cause, contacts, lastAttempt } of (await started()).unreached()) {
    people.push({
      key,
      cause,
      isWritten: lastAttempt !== undefined,
      contacts: contacts.map(({ channel, address }) => (channel === "push" || channel === "app" ? channel : address)),
    });
  }
  tell({ type: "unreached", people });
}

async function links(isConfirmed: boolean, count: number): Promise<void> {
  const people: Linked[] = [];
  const all = await started();
  const rows = isConfirmed ? all.recipients({ state: "acknowledged" }) : all.unreached();
  for await (const { key, cause, enrollment } of rows) {
    if (people.length === count) break;
    if (isConfirmed || cause === "ack-timeout" || cause === "deadline")
      people.push({ key, url: engine.acknowledgeUrl(enrollment) });
  }
  tell({ type: "links", people });
}

async function yourState(): Promise<void> {
  const own = await relance.campaigns.get("re-registration", { occurrence: "you" });
  const person = await own.recipient("you");
  tell({ type: "your-state", state: person?.state ?? "unknown", answer: person?.answer });
}

/** Repeats a database call that fails, because a killed database is restarted soon. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError && error.retryable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function leave(): Promise<void> {
  stop.abort();
  server.close();
  await relance.close();
  process.exit(0);
}

process.on("message", (message: ToWorker) => {
  const work = {
    start: () => start("rows" in message ? message.rows : []),
    you,
    unreached,
    links: () => ("of" in message ? links(message.of === "confirmed", message.count) : links(true, 0)),
    "your-state": yourState,
    stop: leave,
    glance: () => glance("at" in message ? message.at : 0),
    time: () => time("at" in message ? message.at : 0),
  };
  patiently(work[message.type]).catch((error: unknown) => tell({ type: "failed", message: String(error) }));
});
process.off("disconnect", abandon);
process.once("disconnect", leave);
clock.stand(Number(process.env.DEMO_AT ?? 0));
if (ROLE !== "receiver")
  relance.run({ signal: stop.signal }).catch((error: unknown) => tell({ type: "failed", message: String(error) }));
if (ROLE === "worker") tell({ type: "ready" });
else server.listen(Number(process.env.DEMO_PORT ?? 0), "127.0.0.1", () => tell({ type: "ready" }));
