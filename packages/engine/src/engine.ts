import type {
  AcknowledgeEvent,
  AcknowledgeResult,
  DepositResult,
  GatewayPort,
  Health,
  IncidentRow,
  Ledger,
  LoadedCampaign,
  RecipientStatus,
  UncarriedWork,
  WorkersAnswer,
} from "@relance/spec";
import { ConfigError, checkOptions, isHidden, nameAll } from "@relance/spec";
import { acknowledgeEvents, refuseMisspeltEvents } from "./acknowledge/acknowledge-events.ts";
import { createAuditor } from "./audit/auditor.ts";
import type { Chore, EngineContext, Plugins } from "./base/context.ts";
import type { EngineOptions } from "./base/engine-options.ts";
import type { CampaignHandle } from "./campaign/campaign-handle.ts";
import { type OpenOptions, openCampaign } from "./campaign/open-campaign.ts";
import { campaignHandle, openCampaignHandle } from "./campaign/open-campaign-handle.ts";
import { createContext } from "./create-context.ts";
import { depositEvents, type InTransaction } from "./deposit/deposit.ts";
import { type StartOptions, startCampaign } from "./enroll/start-campaign.ts";
import { type Erased, type EraseOptions, erasePeople } from "./erase/erase-people.ts";
import { recipientStatus } from "./erase/recipient-status.ts";
import { type EventHandler, runSubscription } from "./events/subscription.ts";
import { createPort } from "./port.ts";
import { depositOne, type SendAnswer, type SendInput, sendOne } from "./send/send-one.ts";
import { createSuppressionList, type SuppressionList } from "./suppress/suppression-list.ts";
import { upkeep } from "./upkeep.ts";
import { createListener } from "./worker/listener.ts";
import { createWorker } from "./worker/worker.ts";
import type { Pulse } from "./worker/worker-tasks.ts";

const GRACE_MS = 25_000;

/** If the store takes longer than this to answer, in milliseconds, `health` reports it as failing. */
const STORE_MS = 800;

export interface Engine {
  start(loaded: LoadedCampaign, options?: StartOptions): Promise<CampaignHandle>;
  open(loaded: LoadedCampaign, options?: OpenOptions): Promise<CampaignHandle>;
  campaign(id: number): Promise<CampaignHandle>;
  ledgers(): Promise<readonly Ledger[]>;
  handleOf(ledger: Ledger): CampaignHandle;
  send(input: SendInput): Promise<SendAnswer>;
  send(input: SendInput, options: InTransaction): Promise<DepositResult>;
  acknowledge(events: readonly AcknowledgeEvent[]): Promise<readonly AcknowledgeResult[]>;
  acknowledge(events: readonly AcknowledgeEvent[], options: InTransaction): Promise<readonly DepositResult[]>;
  erase(keys: readonly string[], options: EraseOptions): Promise<Erased>;
  recipientStatus(key: string, tenant?: string): Promise<RecipientStatus>;
  readonly suppressions: SuppressionList;
  readonly plugins: Pick<Plugins, "command" | "findings">;
  /** The engine's shared state, which views and forecasts read. */
  readonly context: EngineContext;
  subscribe(name: string, handler: EventHandler): { stop(): Promise<void> };
  run(options: { readonly signal: AbortSignal; readonly graceMs?: number | undefined }): Promise<void>;
  runOnce(options: { readonly budgetMs: number }): Promise<void>;
  /** Registers this process as a receiver. While no receiver is alive, a missing receipt causes no escalation. */
  listen(): void;
  readonly port: GatewayPort;
  health(): Promise<Health>;
  pulse(): Pulse & ReturnType<Plugins["runs"]>;
  wake(): void;
  /** Runs the tasks of plugins, waves and budgets now. */
  look(): void;
  /** Wakes callers that wait for events or outcomes. */
  news(): void;
  acknowledgeUrl(enrollment: number): string;
  /** Stops subscriptions and the worker. The caller must close the store. */
  close(options?: { readonly graceMs?: number | undefined }): Promise<void>;
}

function uncarriedFacts(uncarried: readonly UncarriedWork[]): string[] {
  const names = new Set(uncarried.map(({ provider }) => provider));
  return [...names].map((name) => `no live worker has ${name}, but messages through it are due`);
}

function stoppedFacts(open: readonly IncidentRow[]): string[] {
  return open
    .filter(({ kind }) => kind === "stopped")
    .map(({ name, notes }) => `${name}: ${notes.findLast(({ did }) => did !== undefined)?.fact ?? ""}`);
}

interface Known {
  readonly workers: WorkersAnswer;
  readonly open: readonly IncidentRow[];
}

const MOST_INCIDENTS = 1_000;

const IN_TRANSACTION = nameAll<InTransaction>()("db");

const OPTIONS = {
  "campaigns.start": nameAll<StartOptions>()("occurrence tenant rows recipients onProgress"),
  "campaigns.open": nameAll<OpenOptions>()("occurrence tenant actor reason"),
  send: IN_TRANSACTION,
  acknowledge: IN_TRANSACTION,
  erase: nameAll<EraseOptions>()("actor reason tenant unknown"),
};

function checkCall(call: keyof typeof OPTIONS, options: unknown): void {
  checkOptions(call, options, OPTIONS[call]);
}

/** Creates the engine without starting a worker. `choresOf` returns additional tasks of a worker. */
export function createEngine(
  options: EngineOptions,
  choresOf: (context: EngineContext) => readonly Chore[] = () => [],
): Engine {
  const context = createContext(options);
  const auditor = createAuditor(context);
  const worker = createWorker(context, (returnUnheard) => upkeep(context, auditor, returnUnheard, choresOf(context)));
  const listener = createListener(context);
  const closing = new AbortController();
  const suppressions = createSuppressionList(context, () => worker.wake());
  const running = new Set<Promise<void>>();
  const subscribed = new Set<string>();
  let closeGraceMs: number | undefined;
  let asked: Promise<Known | undefined> | undefined;

  const keep = (work: Promise<void>): Promise<void> => {
    running.add(work);
    work.finally(() => running.delete(work)).catch(() => {});
    return work;
  };

  const stopper = (signal?: AbortSignal): AbortController => {
    const stop = new AbortController();
    for (const source of [signal, closing.signal]) {
      if (source?.aborted) stop.abort();
      source?.addEventListener("abort", () => stop.abort(), { once: true, signal: stop.signal });
    }
    return stop;
  };

  const ready = async (): Promise<void> => options.ready?.();

  /** Reads the state of the store. Calls during a read wait for its result. */
  async function askStore(): Promise<Known | undefined> {
    const { store } = context;
    asked ??= Promise.all([store.workers(), store.incidents({ open: true, limit: MOST_INCIDENTS })])
      .then(([workers, { rows: open }]) => ({ workers, open }))
      .catch(() => undefined)
      .finally(() => {
        asked = undefined;
      });
    const enough = new AbortController();
    const late = context.runtime.sleep(STORE_MS, enough.signal).then(() => undefined);
    const answer = await Promise.race([asked, late]);
    enough.abort();
    return answer;
  }

  async function health(): Promise<Health> {
    const known = await askStore();
    const { verdict, findings } = auditor;
    const facts = findings.map(({ fact }) => fact);
    return {
      ok: known !== undefined && verdict !== "red",
      store: known === undefined ? "failing" : "ok",
      worker: worker.state,
      auditor: verdict,
      findings: [
        ...(verdict === "unknown" ? uncarriedFacts(known?.workers.uncarried ?? []) : facts),
        ...stoppedFacts(known?.open ?? []),
      ],
      openGaps: listener.openGaps(),
    };
  }

  async function send(input: SendInput, inside?: InTransaction): Promise<SendAnswer | DepositResult> {
    checkCall("send", inside);
    await ready();
    if (inside?.db !== undefined) {
      await depositOne(context, input, inside.db);
      return { status: "deposited" };
    }
    const answer = await sendOne(context, input);
    worker.wake();
    return answer;
  }

  async function acknowledge(
    events: readonly AcknowledgeEvent[],
    inside?: InTransaction,
  ): Promise<readonly (AcknowledgeResult | DepositResult)[]> {
    checkCall("acknowledge", inside);
    refuseMisspeltEvents(events);
    if (inside?.db !== undefined) return depositEvents(context, events, inside.db);
    return acknowledgeEvents(context, events, () => worker.wake());
  }

  const ledgers = async () => (await context.store.count()).filter(({ name }) => !isHidden(name));

  const look = (): void => {
    context.watching.wake();
    context.paced.wake();
  };

  const stopMeasuring = options.metrics?.open({ health, ledgers, refused: context.refused, store: context.store });

  return {
    health,
    port: createPort(context, health, () => worker.wake()),
    pulse: () => ({ ...worker.pulse(), ...context.plugins.runs() }),
    wake() {
      worker.wake();
      worker.lookUp();
      look();
    },
    look,
    news: () => context.news.wake(),
    listen() {
      void keep(listener.run(closing.signal));
    },
    acknowledgeUrl: (enrollment) => context.links.acknowledge(enrollment),
    async start(loaded, startOptions = {}) {
      checkCall("campaigns.start", startOptions);
      await ready();
      const id = await startCampaign(context, loaded, startOptions);
      worker.wake();
      return openCampaignHandle(context, id, () => worker.wake());
    },
    async open(loaded, openOptions = {}) {
      checkCall("campaigns.open", openOptions);
      await ready();
      const id = await openCampaign(context, loaded, openOptions);
      worker.wake();
      return openCampaignHandle(context, id, () => worker.wake());
    },
    campaign: (id) => openCampaignHandle(context, id, () => worker.wake()),
    ledgers,
    handleOf: (ledger) => campaignHandle(context, ledger, () => worker.wake()),
    send: send as Engine["send"],
    acknowledge: acknowledge as Engine["acknowledge"],
    async erase(keys, eraseOptions) {
      checkCall("erase", eraseOptions);
      await ready();
      return erasePeople(context, keys, eraseOptions);
    },
    async recipientStatus(key, tenant) {
      await ready();
      return recipientStatus(context, key, tenant);
    },
    suppressions,
    plugins: context.plugins,
    context,
    subscribe(name, handler) {
      if (subscribed.has(name))
        throw new ConfigError(
          "config/invalid",
          `this gateway already has a subscription ${name}: stop it first, or choose another name`,
        );
      subscribed.add(name);
      const stop = stopper();
      const done = keep(runSubscription(context, name, handler, stop.signal));
      return {
        async stop() {
          if (!stop.signal.aborted) subscribed.delete(name);
          stop.abort();
          await done;
        },
      };
    },
    async run({ signal, graceMs = GRACE_MS }) {
      if (typeof signal?.addEventListener !== "function")
        throw new ConfigError("config/invalid", "run: pass signal, an AbortSignal");
      return keep(worker.run(stopper(signal).signal, () => closeGraceMs ?? graceMs));
    },
    async runOnce({ budgetMs }) {
      return keep(worker.runOnce(budgetMs, stopper().signal, () => closeGraceMs ?? budgetMs));
    },
    async close({ graceMs } = {}) {
      closeGraceMs = graceMs;
      closing.abort();
      context.outcomes.close();
      stopMeasuring?.();
      await Promise.allSettled([...running, context.replyAnswers.close(graceMs ?? GRACE_MS)]);
    },
  };
}
