import type { PersonRecord, SubmittedMessage } from "@relance/simulator";
import type { RelanceEvent } from "relance";
import { isLegal, type Position } from "../simulation/legal-transitions.ts";
import type { OwnEnd } from "./crew.ts";
import type { History } from "./history.ts";
import type { Peak } from "./rate-log.ts";
import type { Told } from "./town.ts";

/** A message that was on the wire when somebody answered may still arrive: the budget of one send, in milliseconds. */
const SEND_BUDGET_MS = 10_000;

/** Requests for each person, below which a run shows nothing. */
const LEAST_SHARE = 0.05;

/** Everything that was seen during a run, from both sides. */
export interface Evidence {
  readonly enrolled: number;
  readonly history: History;
  /** The town's own truth. */
  readonly people: Iterable<PersonRecord>;
  readonly told: readonly Told[];
  /** Everybody who began to press, told or not. */
  readonly pressed: ReadonlySet<string>;
  /** Requests that carried this attempt id, over all far ends. */
  requestsOf(attemptId: string): number;
  readonly peaks: Readonly<Record<string, readonly Peak[]>>;
  /** Looks at the ledger while the run went on, and those at which it did not hold. */
  readonly looks: { readonly taken: number; readonly broken: number };
  readonly ownEnds: readonly OwnEnd[];
  /** Nobody was left open before the time was up. */
  readonly isOver: boolean;
}

/** One promise, and everything that broke it. */
export interface Promised {
  readonly promise: string;
  /** How much it was held against. */
  readonly over: string;
  readonly broken: readonly string[];
}

/** Holds a run against everything that is promised. */
export function judge(evidence: Evidence): readonly Promised[] {
  const { history, told, peaks, looks, ownEnds } = evidence;
  const submitted = [...evidence.people].flatMap((person) =>
    person.submitted.map((message) => ({ key: person.person.key, message })),
  );
  const done = told.filter(({ ok, answer }) => ok && answer === "done");
  return [
    {
      promise: "everybody is in exactly one state, every attempt in exactly one",
      over: `${evidence.enrolled} people, ${looks.taken} looks at the ledger`,
      broken: conserves(evidence),
    },
    {
      promise: "nobody is without a next due time, and everybody's matter comes to an end",
      over: `${history.people.length} people, the auditor's whole pass`,
      broken: [
        ...history.findings,
        ...(evidence.isOver ? [] : ["somebody was open long after the deadline"]),
      ],
    },
    {
      promise: "one attempt is at most one request",
      over: `${submitted.length} requests`,
      broken: sentOnce(evidence, submitted),
    },
    {
      promise: "no carrier gets a message again whose fate is open (at most once)",
      over: `${history.walks.size} people's attempts`,
      broken: neverBlindly(history.walks, submitted),
    },
    {
      promise: "who was told that it is recorded is acknowledged",
      over: `${done.length} people who were told`,
      broken: keepsWord(history, done),
    },
    {
      promise: "nobody is acknowledged who did not press",
      over: `${history.ledger.states.acknowledged} acknowledged`,
      broken: inventsNobody(history, evidence.pressed),
    },
    {
      promise: "nothing leaves after an answer, or after the deadline, but what was on the wire",
      over: `${submitted.length} requests`,
      broken: staysSilent(history, done, submitted),
    },
    {
      promise: "everybody's events are a walk through the diagram of docs/states.md, in order",
      over: `${[...history.walks.values()].reduce((sum, { length }) => sum + length, 0)} events`,
      broken: followsTheDiagram(history.walks),
    },
    {
      promise: "the rate of a provider holds over all workers",
      over: Object.entries(peaks)
        .map(
          ([name, all]) =>
            `${name} ${all.map(({ requests, allowed }) => `${requests}/${allowed}`).join(" ")}`,
        )
        .join(", "),
      broken: Object.entries(peaks).flatMap(([name, all]) =>
        all
          .filter(({ requests, allowed }) => requests > allowed)
          .map(
            ({ windowMs, requests, allowed }) =>
              `${name} had ${requests} requests in ${windowMs} ms, ${allowed} allowed`,
          ),
      ),
    },
    {
      promise: "the campaign goes on meanwhile",
      over: `${submitted.length} requests for ${evidence.enrolled} people`,
      broken:
        submitted.length < evidence.enrolled * LEAST_SHARE
          ? ["hardly anything was sent: this run shows nothing"]
          : [],
    },
    {
      promise: "no process that works gives up",
      over: `${ownEnds.filter(isTurnedAway).length} that found no database when they started`,
      broken: ownEnds
        .filter((end) => !isTurnedAway(end))
        .map(
          ({ name, code, signal, stderr }) => `${name} ended with ${code ?? signal}: ${stderr.slice(-1_500)}`,
        ),
    },
  ];
}

/** `createGateway` throws `store/unavailable`; whoever started the process starts it again. */
function isTurnedAway({ wasReady, stderr }: OwnEnd): boolean {
  return !wasReady && stderr.includes("store/unavailable");
}

interface Sent {
  readonly key: string;
  readonly message: SubmittedMessage;
}

function conserves({ history, enrolled, looks }: Evidence): string[] {
  const { ledger, people } = history;
  const states = Object.values(ledger.states).reduce((sum, count) => sum + count, 0);
  return [
    ...(ledger.holds ? [] : ["the ledger does not hold"]),
    ...(looks.broken === 0 ? [] : [`the ledger did not hold at ${looks.broken} looks`]),
    ...(looks.taken > 0 ? [] : ["nobody looked at the ledger"]),
    ...(ledger.audience.enrolled === enrolled ? [] : [`${ledger.audience.enrolled} are enrolled`]),
    ...(states === enrolled ? [] : [`${states} are in a state`]),
    ...(new Set(people.map(({ key }) => key)).size === enrolled ? [] : [`${people.length} are listed`]),
  ];
}

function sentOnce({ requestsOf, history }: Evidence, submitted: readonly Sent[]): string[] {
  const known = [...history.walks.values()].flat().map(({ attemptId }) => attemptId);
  const ids = new Set([...known, ...submitted.map(({ message }) => message.attemptId)]);
  return [...ids].flatMap((id) => {
    const requests = id === undefined ? 0 : requestsOf(id);
    return requests > 1 ? [`attempt ${id} was ${requests} requests`] : [];
  });
}

/** Where an attempt went: the same place twice is only right when the first is known to have failed. */
function neverBlindly(
  walks: ReadonlyMap<string, readonly RelanceEvent[]>,
  submitted: readonly Sent[],
): string[] {
  const taken = new Set(submitted.flatMap(({ message }) => (message.taken ? [message.attemptId] : [])));
  const found: string[] = [];
  for (const [key, walk] of walks) {
    const before = new Map<string, string>();
    const failed = new Set<string | undefined>();
    for (const { type, attemptId, provider, step } of walk) {
      if (type === "attempt.undelivered") failed.add(attemptId);
      if (type !== "attempt.submitted" || attemptId === undefined) continue;
      const place = `${provider} in step ${step}`;
      const earlier = before.get(place);
      if (earlier !== undefined && taken.has(earlier) && !failed.has(earlier))
        found.push(`${key} got ${attemptId} over ${place}, which had taken ${earlier}`);
      before.set(place, attemptId);
    }
  }
  return found;
}

function keepsWord({ people }: History, done: readonly Told[]): string[] {
  const states = new Map(people.map(({ key, state }) => [key, state]));
  return done
    .filter(({ key }) => states.get(key) !== "acknowledged")
    .map(({ key }) => `${key} was told that it is recorded, and is ${states.get(key)}`);
}

function inventsNobody({ people }: History, pressed: ReadonlySet<string>): string[] {
  return people
    .filter(({ key, state }) => state === "acknowledged" && !pressed.has(key))
    .map(({ key }) => `${key} is acknowledged and never pressed`);
}

function staysSilent({ people }: History, done: readonly Told[], submitted: readonly Sent[]): string[] {
  const ends = new Map(people.map(({ key, deadline }) => [key, deadline?.getTime() ?? 0]));
  const toldAt = new Map<string, number>();
  for (const told of done) toldAt.set(told.key, Math.min(toldAt.get(told.key) ?? told.toldAt, told.toldAt));
  return submitted.flatMap(({ key, message }) => {
    const { at, provider } = message;
    if (at > (ends.get(key) ?? 0)) return [`${key} got a message over ${provider} after the deadline`];
    const answered = toldAt.get(key);
    return answered !== undefined && at > answered + SEND_BUDGET_MS
      ? [`${key} got a message over ${provider} ${at - answered} ms after the answer`]
      : [];
  });
}

function followsTheDiagram(walks: ReadonlyMap<string, readonly RelanceEvent[]>): string[] {
  const found: string[] = [];
  for (const [key, walk] of walks) {
    let position: Position = "nowhere";
    let version = 0;
    for (const event of walk) {
      if ((event.version ?? 0) <= version) found.push(`${key}: version ${event.version} after ${version}`);
      version = event.version ?? version;
      const next = isLegal(position, event.type);
      if (next === undefined) found.push(`${key} went from ${position} by ${event.type}`);
      position = next ?? position;
    }
  }
  return found;
}
