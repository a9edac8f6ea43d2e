// The worker process of the demo: an ordinary program that uses relance. The demo kills it half-way and starts it again.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type CampaignHandle, createGateway, loadCampaign } from "relance";
import type { FromWorker, Linked, ToWorker } from "./messages.ts";
import config, { clock } from "./relance.config.ts";

const FILE = fileURLToPath(new URL("./campaign/re-registration.campaign.yaml", import.meta.url));
const OCCURRENCE = "2013-08";

const relance = await createGateway(config);
const { engine } = relance.internals;
const stop = new AbortController();
let campaign: CampaignHandle | undefined;

const tell = (message: FromWorker) => process.send?.(message);
const server = createServer(relance.nodeHandler());
server.listen(Number(process.env.DEMO_PORT ?? 0), "127.0.0.1", () => {
  tell({ type: "ready", port: (server.address() as AddressInfo).port });
});

async function start(rows: readonly Record<string, string>[]): Promise<void> {
  campaign = await relance.campaigns.start(await loadCampaign(FILE), {
    occurrence: OCCURRENCE,
    recipients: rows,
  });
  tell({ type: "started" });
}

/** Recipient 2,001 gets a run of their own, so that the ledger of the 2,000 closes whatever they do. */
async function you(): Promise<void> {
  const row = { id: "you", name: "You", mobile: "", mail: "you@example.org", subscription: "", locale: "en" };
  const definition = await loadCampaign(FILE);
  const open = {
    ...definition,
    definition: {
      ...definition.definition,
      audience: { ...definition.definition.audience, expect: undefined },
    },
  };
  const own = await relance.campaigns.start(open, { occurrence: "you", recipients: [row] });
  const person = await own.recipient("you");
  tell({ type: "you", url: engine.acknowledgeUrl(person?.enrollment ?? 0) });
}

/** Answers once the worker has looked at everything that is due at this moment of campaign time. */
async function time(offset: number): Promise<void> {
  clock.set(offset);
  const before = engine.pulse();
  engine.wake();
  for (;;) {
    const { inFlight, nextDueAt, claims, climbs } = engine.pulse();
    if (inFlight === 0 && claims > before.claims && climbs > before.climbs) {
      campaign ??= await relance.campaigns
        .get("re-registration", { occurrence: OCCURRENCE })
        .catch(() => undefined);
      tell({ type: "pulse", inFlight, nextDueAt, ledger: await campaign?.counts() });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function unreached(): Promise<void> {
  const people: { key: string; cause: string; contacts: string[] }[] = [];
  for await (const { key, cause, contacts } of campaign?.unreached() ?? []) {
    people.push({
      key,
      cause,
      contacts: contacts.map(({ channel, address }) => (channel === "push" ? "push" : address)),
    });
  }
  tell({ type: "unreached", people });
}

async function links(isConfirmed: boolean, count: number): Promise<void> {
  const people: Linked[] = [];
  const rows = isConfirmed ? campaign?.recipients({ state: "acknowledged" }) : campaign?.unreached();
  for await (const { key, cause, enrollment } of rows ?? []) {
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
    time: () => time("offset" in message ? message.offset : 0),
  };
  work[message.type]().catch((error: unknown) => tell({ type: "failed", message: String(error) }));
});
process.once("disconnect", leave);
clock.set(Number(process.env.DEMO_OFFSET ?? 0));
relance
  .run({ signal: stop.signal })
  .catch((error: unknown) => tell({ type: "failed", message: String(error) }));
