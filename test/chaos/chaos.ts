import { setTimeout as pause } from "node:timers/promises";
import type { WorldReport } from "@relance/simulator";
import { type Ledger, RelanceError, type Store } from "relance";
import { partsOf } from "relance/parts";
import { countDoubts, type Doubts } from "../support/oracle/doubts.ts";
import { peopleCampaign } from "../support/people-campaign.ts";
import { campaignOf, RATES } from "./campaign.ts";
import { readHistory } from "./history.ts";
import { outsideFacts } from "./outside-facts.ts";
import { type Planned, planOf } from "./plan.ts";
import { openScene } from "./scene.ts";
import { heal, makeTrouble } from "./troubles.ts";
import { judge, type Promised } from "./verdict.ts";

const LOOK_MS = 1_000;
/** Every lease, uncertain attempt and enrollment must end within this many milliseconds after the last deadline. */
const PATIENCE_MS = 120_000;
const LAST_MS = 30_000;
const LATE = 20;

export interface ChaosRun {
  readonly plan: readonly Planned[];
  readonly promises: readonly Promised[];
  readonly ledger: Ledger;
  readonly town: WorldReport;
  readonly doubts: Doubts;
  readonly told: { readonly recorded: number; readonly never: number };
  readonly starts: number;
  readonly seconds: number;
}

export interface ChaosOptions {
  readonly seed: number;
  readonly lengthMs: number;
  readonly say: (line: string) => void;
  readonly sabotage?: ((databaseUrl: string) => Promise<void>) | undefined;
}

/**
 * Runs a campaign with three workers and two receivers over PostgreSQL while the faults of the seed are injected. At
 * the end all faults stop, every deadline passes, and the run is judged.
 */
export async function chaos({ seed, lengthMs, say, sabotage }: ChaosOptions): Promise<ChaosRun> {
  const since = performance.now();
  const plan = planOf(seed, lengthMs);
  const campaign = campaignOf(lengthMs);
  const tell = (line: string) => say(`${((performance.now() - since) / 1_000).toFixed(1).padStart(6)}  ${line}`);
  await using scene = await openScene(seed, lengthMs, campaign);
  const { crew, town, reader, server, rates } = scene;
  const { store, engine } = partsOf(reader);
  await using looks = new Looks(store, (ledger) => {
    scene.audience.isEnrolled ||= ledger.state !== "draft" && ledger.state !== "enrolling";
  });

  if (!(await until(PATIENCE_MS, () => scene.audience.isEnrolled))) throw new Error("no recipient could be enrolled");
  tell(`enrolled: ${wordsOf(looks.last)}`);
  await makeTrouble(scene, plan, tell);
  heal(scene);
  tell(`all faults have ended: ${wordsOf(looks.last)}`);
  const patienceMs = campaign.deadlineMs + PATIENCE_MS;
  const isOver = await until(patienceMs, () => nobodyIsOpen(looks.last));
  await until(LAST_MS, () => nothingIsSent(looks.last));
  tell(`${isOver ? "every enrollment has ended" : "some enrollments have not ended"}: ${wordsOf(looks.last)}`);
  const handle = await reader.campaigns.get("people");
  const late: string[] = [];
  for await (const { key, enrollment, state } of handle.recipients()) {
    if (late.length === LATE) break;
    if (state !== "expired" && state !== "exhausted") continue;
    late.push(key);
    void town.press(key, engine.acknowledgeUrl(enrollment), "done");
  }
  await until(LAST_MS, () => town.pressing() === 0);
  await crew.leave();
  await looks[Symbol.asyncDispose]();
  await sabotage?.(server.url);

  const { twilio, gateway, smtp } = town.outside;
  const history = await readHistory(store, handle);
  const recorded = town.presses.filter(({ toldAt }) => toldAt !== undefined).length;
  const deadlines = new Map(history.people.map(({ key, deadline }) => [key, deadline?.getTime() ?? 0]));
  const facts = outsideFacts(town, peopleCampaign(campaign.definition).definition, deadlines);
  return {
    plan,
    promises: judge({
      enrolled: campaign.people,
      history,
      facts,
      requestsOf: (id) => [twilio, gateway, smtp].reduce((sum, end) => sum + end.requestsOf(id), 0),
      peaks: {
        "sms.main": rates["sms.main"].peaks(RATES["sms.main"]),
        "sms.second": rates["sms.second"].peaks(RATES["sms.second"]),
      },
      looks,
      ownEnds: crew.ownEnds,
      isOver,
    }),
    ledger: history.ledger,
    town: town.world.report(),
    doubts: countDoubts(history.walks),
    told: { recorded, never: town.presses.length - recorded },
    starts: crew.starts,
    seconds: (performance.now() - since) / 1_000,
  };
}

class Looks implements AsyncDisposable {
  taken = 0;
  broken = 0;
  last: Ledger | undefined;
  readonly #stop = new AbortController();
  readonly #looking: Promise<void>;

  constructor(store: Store, onLook: (ledger: Ledger) => void) {
    this.#looking = this.#look(store, onLook);
  }

  async #look(store: Store, onLook: (ledger: Ledger) => void): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const [ledger] = await store.count().catch(nobodyWhileItRestarts);
      if (ledger !== undefined) {
        this.taken += 1;
        if (!ledger.holds) this.broken += 1;
        this.last = ledger;
        onLook(ledger);
      }
      await pause(LOOK_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#looking;
  }
}

function nobodyWhileItRestarts(error: unknown): readonly Ledger[] {
  if (RelanceError.is(error) && error.family === "store") return [];
  throw error;
}

async function until(mostMs: number, holds: () => boolean): Promise<boolean> {
  const end = performance.now() + mostMs;
  while (!holds()) {
    if (performance.now() > end) return false;
    await pause(100);
  }
  return true;
}

function nobodyIsOpen(ledger: Ledger | undefined): boolean {
  return ledger !== undefined && ledger.states.pending + ledger.states.active === 0;
}

/**
 * Returns whether no attempt is in the state `submitting`. An attempt can stay in this state while its worker is alive
 * (docs/reliability.md).
 */
function nothingIsSent(ledger: Ledger | undefined): boolean {
  return ledger?.attempts.every(({ state }) => state !== "submitting") ?? false;
}

function wordsOf(ledger: Ledger | undefined): string {
  if (ledger === undefined) return "no campaign";
  const states = Object.entries(ledger.states).filter(([, count]) => count > 0);
  return states.map(([state, count]) => `${count} ${state}`).join(", ");
}
