import type { RelanceEvent } from "relance";
import { isLegal, type Position } from "../simulation/legal-transitions.ts";
import type { Account, Finding, Tolerances, WorldFacts } from "../support/oracle/facts.ts";
import { consult } from "../support/oracle/oracle.ts";
import type { OwnEnd } from "./crew.ts";
import type { History } from "./history.ts";
import type { Peak } from "./rate-log.ts";

const TOLERANCES: Tolerances = {
  budgetMs: 10_000,
  promptMs: undefined,
  leaveMs: 0,
  fetchMs: 0,
  clockMs: 250,
  seesAll: false,
};

/** Minimum number of requests per recipient. A run with fewer requests fails, because it proves too little. */
const LEAST_SHARE = 0.05;

export interface Evidence {
  readonly enrolled: number;
  readonly history: History;
  readonly facts: WorldFacts;
  requestsOf(attemptId: string): number;
  readonly peaks: Readonly<Record<string, readonly Peak[]>>;
  /** Number of times that the ledger was read during the run, and how often its sums did not match. */
  readonly looks: { readonly taken: number; readonly broken: number };
  readonly ownEnds: readonly OwnEnd[];
  readonly isOver: boolean;
}

export interface Promised {
  readonly promise: string;
  readonly over: string;
  readonly broken: readonly string[];
}

export function judge(evidence: Evidence): readonly Promised[] {
  const { history, facts, peaks, looks, ownEnds } = evidence;
  const { sendings, reports, words } = facts;
  const findings = consult(facts, accountOf(history), TOLERANCES);
  const found = (...rules: readonly string[]) => factsOf(findings.filter(({ rule }) => rules.includes(rule)));
  const told = words.filter(({ toldAt }) => toldAt !== undefined);
  return [
    {
      promise: "every recipient is in exactly one state, and every attempt is in exactly one state",
      over: `${evidence.enrolled} recipients, ${looks.taken} reads of the ledger`,
      broken: conserves(evidence),
    },
    {
      promise: "every open recipient has a next due time, and every enrollment ends",
      over: `${history.people.length} recipients, one complete audit`,
      broken: [...history.findings, ...(evidence.isOver ? [] : ["a recipient was still open long after the deadline"])],
    },
    {
      promise: "an attempt makes at most one request",
      over: `${sendings.length} requests`,
      broken: [...sentOnce(evidence), ...found("one request")],
    },
    {
      promise: "while the outcome of a message is unknown, its provider gets no second message (at most once)",
      over: `attempts of ${history.walks.size} recipients`,
      broken: found("at most once"),
    },
    {
      promise: "the state of every attempt is true, and every accepted report counts",
      over: `${sendings.length} requests, ${reports.filter(({ keptAt }) => keptAt !== undefined).length} reports`,
      broken: found("attempts", "states", "evidence", "receipts", "ledger of attempts", "ledger of evidence"),
    },
    {
      promise: "every recipient whose answer relance confirmed is acknowledged, and no other recipient is",
      over: `${told.length} confirmed answers, ${history.ledger.states.acknowledged} acknowledged recipients`,
      broken: found("answers", "late"),
    },
    {
      promise: "no message is sent after an answer, a STOP or the deadline, except messages in flight",
      over: `${sendings.length} requests, ${told.filter(({ says }) => says === "stop").length} STOPs`,
      broken: found("silence", "deadline"),
    },
    {
      promise: "every recipient escalates for a true cause, skips no possible step, and reaches one final state",
      over: `${facts.people.length} recipients`,
      broken: factsOf(findings.filter(({ rule }) => LADDER.has(rule))),
    },
    {
      promise: "the events of every recipient follow the diagram of docs/states.md, in order",
      over: `${[...history.walks.values()].reduce((sum, { length }) => sum + length, 0)} events`,
      broken: followsTheDiagram(history.walks),
    },
    {
      promise: "the rate limit of a provider, and of a campaign through it, holds across all workers and steps",
      over: Object.entries(peaks)
        .map(([name, all]) => `${name} ${all.map(({ requests, allowed }) => `${requests}/${allowed}`).join(" ")}`)
        .join(", "),
      broken: Object.entries(peaks).flatMap(([name, all]) =>
        all
          .filter(({ requests, allowed }) => requests > allowed)
          .map(
            ({ windowMs, requests, allowed }) =>
              `${name} received ${requests} requests in ${windowMs} ms; ${allowed} are allowed`,
          ),
      ),
    },
    {
      promise: "the campaign continues during the faults",
      over: `${sendings.length} requests for ${evidence.enrolled} recipients`,
      broken:
        sendings.length < evidence.enrolled * LEAST_SHARE
          ? ["too few messages were sent, so this run proves nothing"]
          : [],
    },
    {
      promise: "no running process exits by itself",
      over: `${ownEnds.filter(isTurnedAway).length} processes found no database at their start`,
      broken: ownEnds
        .filter((end) => !isTurnedAway(end))
        .map(({ name, code, signal, stderr }) => `${name} ended with ${code ?? signal}: ${stderr.slice(-1_500)}`),
    },
  ];
}

/**
 * Returns whether `createRelance` failed with `store/unavailable`, after which a service manager restarts the process.
 */
function isTurnedAway({ wasReady, stderr }: OwnEnd): boolean {
  return !wasReady && stderr.includes("store/unavailable");
}

const LADDER: ReadonlySet<string> = new Set([
  "people",
  "one final state",
  "in time",
  "steps",
  "every step",
  "overdue",
  "reconciled first",
  "causes",
  "waits",
  "on unknown",
]);

function factsOf(findings: readonly Finding[]): string[] {
  return findings.map(({ rule, fact }) => `${rule}: ${fact}`);
}

function accountOf({ people, walks, ledger }: History): Account {
  return {
    people: people.map(({ key, state, cause, deadline, lastAttempt }) => ({
      key,
      state,
      cause,
      deadline: deadline?.getTime() ?? 0,
      late: undefined,
      lastAttempt,
    })),
    walks,
    attempts: ledger.attempts,
  };
}

function conserves({ history, enrolled, looks }: Evidence): string[] {
  const { ledger, people } = history;
  const states = Object.values(ledger.states).reduce((sum, count) => sum + count, 0);
  return [
    ...(ledger.holds ? [] : ["the sums of the ledger do not match"]),
    ...(looks.broken === 0 ? [] : [`the sums of the ledger did not match in ${looks.broken} reads`]),
    ...(looks.taken > 0 ? [] : ["the ledger was never read"]),
    ...(ledger.audience.enrolled === enrolled ? [] : [`${ledger.audience.enrolled} recipients are enrolled`]),
    ...(states === enrolled ? [] : [`${states} recipients are in a state`]),
    ...(new Set(people.map(({ key }) => key)).size === enrolled ? [] : [`${people.length} recipients are listed`]),
  ];
}

function sentOnce({ requestsOf, history }: Evidence): string[] {
  const ids = new Set([...history.walks.values()].flat().map(({ attemptId }) => attemptId));
  return [...ids].flatMap((id) => {
    const requests = id === undefined ? 0 : requestsOf(id);
    return requests > 1 ? [`attempt ${id} made ${requests} requests`] : [];
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
