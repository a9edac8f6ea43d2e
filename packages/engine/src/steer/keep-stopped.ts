import { lacksTime } from "@relance/rules";
import {
  type ClosedProvider,
  type IncidentChange,
  type Instant,
  type Ledger,
  type Plan,
  type QueueRow,
  toDate,
} from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { recordIncident } from "../base/record-incident.ts";

const MAX_INSTANT = 8.64e15;
/** A pause of fewer milliseconds than this opens no incident. */
const SHORT_MS = 5 * 60_000;

export type StoppedMemory = Readonly<Record<string, string>>;

/** Opens an incident if the review of a pause is overdue, or if its recipients may miss their deadline. */
export async function keepStopped(
  context: EngineContext,
  { queues, ledgers }: { readonly queues: readonly QueueRow[]; readonly ledgers: readonly Ledger[] },
  planOf: (campaign: number) => Promise<Plan | undefined>,
  reported: StoppedMemory = {},
): Promise<StoppedMemory> {
  const next: Record<string, string> = {};
  for (const { campaign, name } of ledgers) {
    const isPaused = (queue: QueueRow) => activeHolds(queue).length > 0 || queue.rerouted?.reviewAt !== undefined;
    const hasPause = queues.some((queue) => queue.campaign === campaign && isPaused(queue));
    const plan = hasPause ? await planOf(campaign) : undefined;
    const fact = plan && (await findFact(context, campaign, plan));
    if (fact !== undefined) next[campaign] = fact.subject;
    if (fact?.subject === reported[campaign]) continue;
    // another pause gets its own incident, because alerts report an incident only when it opens
    if (campaign in reported) await record(context, campaign, { change: "end", fact: ENDED }, name);
    if (fact !== undefined) await record(context, campaign, { change: "open", did: "paused", ...fact }, name);
  }
  return next;
}

const ENDED = "the pause has ended or was reviewed, or another incident reports it";

type Change = Pick<IncidentChange, "change" | "fact" | "action" | "did" | "figures">;

interface Fact extends Omit<Change, "change"> {
  /** The pauses, and why they are reported. */
  readonly subject: string;
}

function leadsNowhere({ rerouted, provider }: QueueRow, closed: readonly ClosedProvider[]): boolean {
  return rerouted?.reviewAt !== undefined && closed.some((one) => one.provider === provider && one.faults > 0);
}

/** Returns the pauses of operators and plugins. Budgets and other causes have their own incidents. */
function activeHolds({ holds }: QueueRow): QueueRow["holds"] {
  return holds.filter(({ source }) => source === "operator" || source.startsWith("plugin:"));
}

async function findFact(context: EngineContext, campaign: number, plan: Plan): Promise<Fact | undefined> {
  const now = context.runtime.now();
  const { queues, closed } = await context.store.queues(campaign, { waiting: true });
  const isPast = (at: Instant | undefined) => at !== undefined && at.getTime() <= now;
  const isOverdue = ({ source, reviewAt }: QueueRow["holds"][number]) =>
    source === "operator" && (reviewAt === undefined || isPast(reviewAt));
  const listStops = (queue: QueueRow): readonly { readonly since?: Instant | undefined }[] =>
    leadsNowhere(queue, closed) ? [queue.rerouted ?? {}] : activeHolds(queue);
  const late = queues.filter(
    (queue) =>
      listStops(queue).some(({ since }) => since === undefined || now - since.getTime() >= SHORT_MS) &&
      isLate(context, plan, queue, now),
  );
  const ends = toDate(Math.min(...late.map(({ waiting }) => waiting?.deadline.getTime() ?? now), MAX_INSTANT));
  const overdue = queues.filter((queue) => !late.includes(queue) && queue.holds.some(isOverdue));
  const waiting = [...late, ...overdue];
  const rerouted = queues.filter((queue) => !waiting.includes(queue) && isPast(queue.rerouted?.reviewAt));
  const facts = [
    factAbout(
      "deadline",
      late,
      `too little time remains before their deadlines, the earliest at ${ends.toISOString()}`,
    ),
    factAbout("review", overdue, "the pause is overdue for review"),
    factAboutRerouted(rerouted),
  ].filter(({ about }) => about.length > 0);
  if (facts.length === 0) return undefined;
  const join = (name: "subject" | "fact" | "action") => [...new Set(facts.map((one) => one[name]))].join("; ");
  const orders = [...overdue, ...rerouted].flatMap((queue) => [queue.rerouted, ...queue.holds.filter(isOverdue)]);
  const reviews = new Set(
    orders
      .map((order) => order?.reviewAt)
      .filter(isPast)
      .map(Number),
  );
  const recipients = facts.reduce((sum, one) => sum + one.recipients, 0);
  return {
    subject: [join("subject"), ...reviews].join(" "),
    fact: join("fact"),
    action: join("action"),
    figures: { recipients },
  };
}

function isLate({ providers }: Needs<"providers">, plan: Plan, queue: QueueRow, now: number): boolean {
  const { step, planned, waiting } = queue;
  if (waiting === undefined) return false;
  const { recipients, deadline } = waiting;
  const rates = [plan.pace?.perSecond, providers.get(planned)?.perSecond];
  const perSecond = Math.min(...rates.map((rate) => rate ?? Number.POSITIVE_INFINITY));
  return lacksTime(plan, { step, deadline }, { from: now, recipients, perSecond });
}

function factAbout(why: string, about: readonly QueueRow[], said: string) {
  const recipients = about.reduce((sum, { waiting }) => sum + (waiting?.recipients ?? 0), 0);
  const action = "no message is sent to these recipients until the pause ends";
  const fact = `recipients of ${listNames(about)} wait (${recipients}): ${said}`;
  return { about, subject: `${why} ${listNames(about)}`, fact, action, recipients };
}

function factAboutRerouted(about: readonly QueueRow[]): ReturnType<typeof factAbout> {
  const fact = `the pause of ${listNames(about)} is overdue for review`;
  const ways = [...new Set(about.map(({ provider }) => provider))].join(", ");
  return {
    about,
    subject: fact,
    fact,
    action: `messages are sent through ${ways} until the pause ends`,
    recipients: 0,
  };
}

function listNames(queues: readonly QueueRow[]): string {
  return [...new Set(queues.map(({ planned }) => planned))].join(", ");
}

function record(context: EngineContext, campaign: number, change: Change & Partial<Fact>, name: string) {
  const { subject: _, ...said } = change;
  return recordIncident(context, { campaign, kind: "stopped", provider: "", destination: "", ...said }, name);
}
