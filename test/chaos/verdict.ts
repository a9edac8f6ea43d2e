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

/** A run fails if it sends fewer requests per recipient than this number. */
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
      promise: "everybody is in exactly one state, every attempt in exactly one",
      over: `${evidence.enrolled} people, ${looks.taken} looks at the ledger`,
      broken: conserves(evidence),
    },
    {
      promise: "nobody is without a next due time, and everybody's enrollment comes to an end",
      over: `${history.people.length} people, the auditor's whole pass`,
      broken: [...history.findings, ...(evidence.isOver ? [] : ["somebody was open long after the deadline"])],
    },
    {
      promise: "one attempt is at most one request",
      over: `${sendings.length} requests`,
      broken: [...sentOnce(evidence), ...found("one request")],
    },
    {
      promise: "no carrier gets a message again whose fate is open (at most once)",
      over: `${history.walks.size} people's attempts`,
      broken: found("at most once"),
    },
    {
      promise: "every attempt is in a state that is true, and every report that was taken counts",
      over: `${sendings.length} requests, ${reports.filter(({ keptAt }) => keptAt !== undefined).length} reports`,
      broken: found("attempts", "states", "evidence", "receipts", "ledger of attempts", "ledger of evidence"),
    },
    {
      promise: "who was told that it is recorded is acknowledged, and nobody else is",
      over: `${told.length} times somebody was told, ${history.ledger.states.acknowledged} acknowledged`,
      broken: found("answers", "late"),
    },
    {
      promise: "nothing leaves after an answer, a STOP, or the deadline, but what was on the wire",
      over: `${sendings.length} requests, ${told.filter(({ says }) => says === "stop").length} times STOP`,
      broken: found("silence", "deadline"),
    },
    {
      promise: "everybody was led on for a reason that is so, past no step that could be taken, to one end",
      over: `${facts.people.length} people`,
      broken: factsOf(findings.filter(({ rule }) => LADDER.has(rule))),
    },
    {
      promise: "everybody's events are a walk through the diagram of docs/states.md, in order",
      over: `${[...history.walks.values()].reduce((sum, { length }) => sum + length, 0)} events`,
      broken: followsTheDiagram(history.walks),
    },
    {
      promise: "the rate of a provider, and of a campaign over it, holds over all workers and steps",
      over: Object.entries(peaks)
        .map(([name, all]) => `${name} ${all.map(({ requests, allowed }) => `${requests}/${allowed}`).join(" ")}`)
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
      over: `${sendings.length} requests for ${evidence.enrolled} people`,
      broken:
        sendings.length < evidence.enrolled * LEAST_SHARE ? ["hardly anything was sent: this run shows nothing"] : [],
    },
    {
      promise: "no process that works gives up",
      over: `${ownEnds.filter(isTurnedAway).length} that found no database when they started`,
      broken: ownEnds
        .filter((end) => !isTurnedAway(end))
        .map(({ name, code, signal, stderr }) => `${name} ended with ${code ?? signal}: ${stderr.slice(-1_500)}`),
    },
  ];
}

/**
 * Returns whether the process ended with `store/unavailable`, which `createRelance` throws, so that the service manager
 * restarts it.
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
    ...(ledger.holds ? [] : ["the ledger does not hold"]),
    ...(looks.broken === 0 ? [] : [`the ledger did not hold at ${looks.broken} looks`]),
    ...(looks.taken > 0 ? [] : ["nobody looked at the ledger"]),
    ...(ledger.audience.enrolled === enrolled ? [] : [`${ledger.audience.enrolled} are enrolled`]),
    ...(states === enrolled ? [] : [`${states} are in a state`]),
    ...(new Set(people.map(({ key }) => key)).size === enrolled ? [] : [`${people.length} are listed`]),
  ];
}

function sentOnce({ requestsOf, history }: Evidence): string[] {
  const ids = new Set([...history.walks.values()].flat().map(({ attemptId }) => attemptId));
  return [...ids].flatMap((id) => {
    const requests = id === undefined ? 0 : requestsOf(id);
    return requests > 1 ? [`attempt ${id} was ${requests} requests`] : [];
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
