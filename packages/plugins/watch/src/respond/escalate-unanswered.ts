import { destinationFor, planStep } from "@relance/rules";
import type { PluginHost, RecipientRow } from "@relance/spec";
import type { EscalationMemory, Watched, WatchMemory } from "../watch-memory.ts";

const PAGE = 1_000;
const AGAIN_MS = 60_000;

/**
 * Starts the next step early if the recipients of a provider almost never answer. Skips recipients without a later step
 * through another provider.
 */
export async function escalateUnanswered(
  host: PluginHost,
  watched: Watched,
  memory: WatchMemory,
): Promise<WatchMemory> {
  const { campaign, plan, now } = watched;
  const isActing = plan.onLoss === undefined || plan.onLoss === "reroute" || plan.onLoss === "pause";
  const certain = Object.keys(memory.answers?.certain ?? {});
  if (!isActing || certain.length === 0) return { ...memory, escalated: undefined };
  const escalated: Record<string, EscalationMemory> = {};
  for (const key of certain) {
    const before = memory.escalated?.[key] ?? { moved: 0, nextAt: now };
    escalated[key] = before;
    if (now < before.nextAt) continue;
    const [provider = "", destination = ""] = key.split(" ");
    const { rows, cursor } = await host.read.list({ campaign, state: "active", cursor: before.cursor, limit: PAGE });
    const chosen = rows.filter((row) => isUnanswered(row, watched, provider, destination));
    const reason = `recipients of ${key.trim()} almost never answer`;
    const [keys, revisions] = [chosen.map((row) => row.key), chosen.map(({ revision }) => revision)];
    const moved = keys.length === 0 ? 0 : (await host.escalate({ campaign, keys, revisions, reason })).moved;
    const sum = before.moved + moved;
    if (cursor === undefined && sum > 0) {
      const action = `${sum} recipients without an answer begin their next step early`;
      const subject = { campaign, kind: "low-answers", provider, destination } as const;
      await host.incident({ ...subject, change: "note", fact: reason, action });
    }
    escalated[key] = cursor === undefined ? { moved: 0, nextAt: now + AGAIN_MS } : { cursor, moved: sum, nextAt: now };
  }
  return { ...memory, escalated };
}

function isUnanswered(
  { step, contacts, lastAttempt }: RecipientRow,
  { plan }: Watched,
  by: string,
  to: string,
): boolean {
  if (lastAttempt?.provider !== by || lastAttempt.state !== "accepted" || lastAttempt.isCaptured) return false;
  const usable = contacts.filter(({ barred }) => barred === undefined);
  const channel = planStep(plan, step)?.channel;
  const isThere = ({ channel: own, address }: (typeof contacts)[number]) =>
    own === channel && destinationFor(own, address) === to;
  if (to !== "" && !contacts.some(isThere)) return false;
  const next = plan.steps.slice(step).find((later) => usable.some((contact) => contact.channel === later.channel));
  return next?.route.some(({ provider }) => provider !== by) === true;
}
