import { type CampaignState, ConfigError, type DefineAnswer } from "@relance/spec";
import type { EngineContext } from "../context.ts";

/**
 * A campaign that lives with another definition, or is over, is not started.
 * @throws {ConfigError} `campaign/changed`, `campaign/already-closed`
 */
export function refuseUnfit(defined: DefineAnswer, name: string, occurrence: string, body: string): void {
  const who = occurrence === "" ? name : `${name} ${occurrence}`;
  if (defined.status === "changed") {
    throw new ConfigError(
      "campaign/changed",
      `${who} is live with another definition (${difference(defined.body, body)}); relance amend takes texts, waits, routes and the weight over into it; else give it a new --occurrence, or undo the change`,
    );
  }
  if (defined.state === "closed" || defined.state === "cancelled" || defined.state === "cancelling") {
    throw new ConfigError(
      "campaign/already-closed",
      `${who} is ${defined.state}; give the new run another --occurrence`,
    );
  }
}

/** Names the top-level parts in which two bodies differ. */
function difference(before: string, after: string): string {
  const [a, b] = [before, after].map((body) => flatten(JSON.parse(body)));
  const names = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])]);
  const changed = [...names].filter((name) => a?.get(name) !== b?.get(name));
  return changed.length === 0 ? "same text, other order" : `changed: ${changed.slice(0, 5).join(", ")}`;
}

function flatten(value: unknown, path = "", into: Map<string, string> = new Map()): Map<string, string> {
  if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) flatten(inner, path === "" ? name : `${path}.${name}`, into);
  } else {
    into.set(path, String(value));
  }
  return into;
}

/** Everybody was enrolled, and messages may leave. */
export function isStarted(state: CampaignState): boolean {
  return state === "running" || state === "held" || state === "draining";
}

/**
 * Another process has sealed while this one enrolled: what it was started with counts, and its pace goes on.
 * @throws {ConfigError} `audience/unexpected` for rows of another audience, `campaign/changed`, `campaign/already-closed`
 */
export async function isStartedMeanwhile(
  { store }: EngineContext,
  body: string,
  defined: DefineAnswer,
  uninvited: number,
): Promise<boolean> {
  const [ledger] = await store.count(defined.campaign);
  if (ledger === undefined) return false;
  const { state, name, occurrence } = ledger;
  refuseUnfit({ ...defined, state }, name, occurrence, body);
  if (!isStarted(state)) return false;
  if (uninvited === 0) return true;
  throw new ConfigError(
    "audience/unexpected",
    `${name} was started meanwhile by another process, and its audience is closed: ${uninvited} rows of this one are not enrolled. Give these people another --occurrence`,
  );
}
