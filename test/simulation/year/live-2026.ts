import type { Message } from "@relance/spec";
import { openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import { type Behaviour, recordingProvider, share, VirtualTime } from "@relance/testing";
import { type CampaignForecast, type Channel, createRelance, type Ledger, type Provider } from "relance";
import { partsOf } from "relance/parts";
import { CAMPAIGNS, HOLIDAYS, TEMPLATES, YEAR, type YearCampaign } from "./campaigns-of-2026.ts";
import { agree, type Person } from "./people-of-2026.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** Virtual pause between two rounds of the engine. Longer pauses mean fewer rounds and a faster test. */
const ROUND_MS = 360 * MINUTE_MS;
const SLOW_PER_SECOND = 1 / 600;

export interface Wired {
  readonly key: string;
  readonly step: number;
  readonly channel: Channel;
  readonly provider: string;
  readonly at: number;
}

export interface LivedCampaign {
  readonly told: YearCampaign;
  readonly plan: CampaignForecast;
  readonly alone: ReadonlyMap<string, CampaignForecast>;
  readonly wired: readonly Wired[];
  readonly ledger: Ledger;
}

/** The carrier delivers only from Monday to Saturday, 08:00 to 20:00, except on French holidays. */
const CARRIER = { hours: "mon-sat 08:00-20:00", holidays: ["FR"] };

function carries(person: Person, at: number): boolean {
  return agree(
    person,
    at,
    ({ date, weekday, minute }) => weekday > 0 && !HOLIDAYS.has(date) && minute >= 480 && minute < 1_200,
  );
}

/**
 * Runs every campaign of the year with a real store and a virtual clock. Each campaign is forecast first and then
 * started.
 */
export async function liveThroughTheYear(): Promise<readonly LivedCampaign[]> {
  const time = new VirtualTime(2026, YEAR.from);
  const worker = time.process("worker");
  const outside = time.process("outside").runtime;
  const people = new Map(CAMPAIGNS.flatMap((told) => told.people.map((person) => [person.key, { told, person }])));
  const wired: Wired[] = [];
  const store = openSqlite({ file: ":memory:", now: () => time.now(), liveNow: () => 0 });

  const whoGets = ({ content }: Message) => {
    const [key = "", step = ""] = ("body" in content ? content.body : content.text).split(" ");
    const found = people.get(key);
    if (found === undefined) throw new Error(`nobody is called ${key}`);
    return { ...found, step: Number(step) };
  };

  function behave(provider: string, message: Message): Behaviour {
    const { told, person } = whoGets(message);
    const luck = told.world === "quiet" ? 0 : share(provider, message.attemptId);
    if (luck > 0.85) return { do: "lose" };
    if (luck > 0.75) return { do: "refuse", disposition: luck > 0.8 ? "retry" : "reroute" };
    let at = time.now() + 3 * SECOND_MS + Math.floor(share(person.key, "delay") * MINUTE_MS);
    while (provider === "sms.main" && !carries(person, at)) at += 15 * MINUTE_MS;
    if (luck > 0.65) return { do: "undelivered", afterMs: at - time.now() };
    return { do: "deliver", afterMs: at - time.now() };
  }

  function provider<C extends Channel>(channel: C, name: string, perSecond?: number): Provider<C> {
    const providerName = `${channel}.${name}`;
    return recordingProvider({
      provider: providerName,
      like: {
        kind: name,
        channel,
        vendor: name,
        capabilities: { receipts: channel !== "email", replies: false },
        ...(perSecond === undefined ? {} : { perSecond }),
      },
      now: () => time.now(),
      sleep: (ms) => outside.sleep(ms),
      behave: (message) => behave(providerName, message),
      onSent({ message }) {
        const { told, person } = whoGets(message);
        const didArrive = behave(providerName, message).do === "deliver";
        if (told.world === "lively" && didArrive) void answer(message, person.key);
      },
      onReceipt: async (from, items) => {
        await partsOf(gateway).engine.port.record(from, items, new Uint8Array());
      },
    }) as Provider<C>;
  }

  async function answer({ ackUrl = "" }: Message, key: string): Promise<void> {
    if (share(key, "mood") > 0.35) return;
    await outside.sleep(Math.floor(share(key, "hours") * 30 * 60) * MINUTE_MS);
    const token = ackUrl.slice(ackUrl.lastIndexOf("/") + 1);
    await partsOf(gateway).engine.port.answer(token, "done", { hash: "", locale: "en", label: "done" });
  }

  const gateway = await createRelance(
    {
      store: yieldingStore(store, { yield: () => worker.runtime.yield() }),
      providers: {
        sms: { main: provider("sms", "main"), second: provider("sms", "second") },
        email: { smtp: provider("email", "smtp"), slow: provider("email", "slow", SLOW_PER_SECOND) },
        push: { web: provider("push", "web") },
      },
      carrierHours: { "sms.main": CARRIER },
      publicUrl: "https://notify.example.org",
      security: { signing: ["a-secret-for-the-year"] },
      delivery: "live",
      templates: TEMPLATES,
    },
    {
      runtime: worker.runtime,
      pollMs: ROUND_MS,
      heartbeatMs: ROUND_MS,
      async send(to, message, signal) {
        const { person, step } = whoGets(message);
        const { channel } = to;
        wired.push({ key: person.key, step, channel, provider: `${channel}.${to.kind}`, at: time.now() });
        const sent = await to.send(message, { signal });
        await outside.sleep(Math.floor(share(message.attemptId, "slow") * 4 * SECOND_MS));
        return sent;
      },
    },
  );

  async function finish<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) await time.settle();
    return done;
  }

  partsOf(gateway).engine.listen();
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal, grace: "0s" });
  running.catch(() => {});
  const plans: Pick<LivedCampaign, "told" | "plan" | "alone">[] = [];
  for (const told of CAMPAIGNS) {
    await time.advanceTo(told.startAt);
    const recipients = told.people.map(({ row }) => row);
    const plan = await finish(gateway.campaigns.plan(told.campaign, { rows: recipients }));
    const alone = new Map<string, CampaignForecast>();
    for (const { key, row } of told.people)
      alone.set(key, await finish(gateway.campaigns.plan(told.campaign, { rows: [row] })));
    plans.push({ told, plan, alone });
    await finish(gateway.campaigns.start(told.campaign, { rows: recipients }));
  }
  await time.advanceTo(YEAR.until);
  const ledgers = await store.count();
  const lived = plans.map((planned) => {
    const ledger = ledgers.find(({ name }) => name === planned.told.name);
    if (ledger === undefined) throw new Error(`there is no ${planned.told.name}`);
    const mine = wired.filter(({ key }) => people.get(key)?.told === planned.told);
    return { ...planned, wired: mine, ledger };
  });
  stop.abort();
  await finish(gateway.close({ grace: "0s" }));
  await running;
  return lived;
}
