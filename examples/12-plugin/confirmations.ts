import {
  definePlugin,
  isHidden,
  type Plugin,
  type PluginHost,
  type PluginTurn,
  RelanceError,
  type RelanceEvent,
} from "@relance/spec";
import { z } from "zod";

const HOUR_MS = 3_600_000;

interface ConfirmationsConfig {
  /**
   * Minimum number of confirmations in a full hour while campaigns run. With fewer confirmations, an incident opens.
   */
  readonly atLeast: number;
}

const config = z.strictObject({ atLeast: z.number().int().positive() });

/** Counts confirmations per hour, and opens an incident after an hour with too few confirmations. */
export const confirmations: (config: ConfirmationsConfig) => Plugin = definePlugin({
  name: "confirmations",
  config,
  migrations: ["create table confirmations_hours (hour bigint primary key, confirmed bigint not null)"],
  start: (host, { atLeast }) => ({
    tasks: [{ name: "count", everyMs: 10_000, run: (turn, signal) => countAndCompare(host, turn, signal, atLeast) }],
  }),
});

const ADD = `insert into confirmations_hours (hour, confirmed) values ($1, $2)
  on conflict (hour) do update set confirmed = confirmations_hours.confirmed + excluded.confirmed`;

/** Compares the counts only after it has counted all events, so that a backlog opens no incident. */
async function countAndCompare(
  host: PluginHost,
  turn: PluginTurn,
  signal: AbortSignal,
  atLeast: number,
): Promise<void> {
  if (await count(host, turn, signal)) await compare(host, turn.now, atLeast);
}

/**
 * The plugin's memory contains the cursor of the last counted event. The cursor is saved together with the counts, so
 * that no event counts twice. Returns whether all events are counted.
 */
async function count(host: PluginHost, { memory, save }: PluginTurn, signal: AbortSignal): Promise<boolean> {
  let cursor = memory;
  while (!signal.aborted) {
    const page = await host.events.since(cursor, 500).catch(nothingIfExpired);
    if (page?.events.length === 0) return true;
    cursor = page?.cursor;
    const hours = Map.groupBy(page?.events.filter(isConfirmation) ?? [], hourOf);
    const counted = [...hours].map(([hour, events]) => ({ text: ADD, values: [hour, events.length] }));
    const writes = page === undefined ? [{ text: "delete from confirmations_hours" }] : counted;
    if (!(await save(cursor ?? "", writes))) return false;
  }
  return false;
}

/** Ignores hidden campaigns, such as campaigns of canaries, which also have confirmations. */
const isConfirmation = ({ type, campaign }: RelanceEvent): boolean =>
  type === "enrollment.acknowledged" && campaign !== undefined && !isHidden(campaign.name);
const hourOf = ({ at }: RelanceEvent): number => Math.floor(at.getTime() / HOUR_MS);

/** A restored store does not know the cursor, so the plugin empties its table and counts again from the first event. */
function nothingIfExpired(error: unknown): undefined {
  if (RelanceError.is(error) && error.code === "events/cursor-expired") return undefined;
  throw error;
}

async function compare(host: PluginHost, now: number, atLeast: number): Promise<void> {
  const hour = Math.floor(now / HOUR_MS) - 1;
  const query = { text: "select confirmed from confirmations_hours where hour = $1", values: [hour] };
  const confirmed = Number((await host.tables.rows(query))[0]?.confirmed ?? 0);
  const ledgers = await host.read.count();
  const isRunning = ledgers.some(({ state }) => state === "running");
  await host.incident({
    campaign: 0,
    kind: "low",
    provider: "",
    destination: "",
    change: isRunning && confirmed < atLeast ? "open" : "end",
    fact: `${confirmed} recipients confirmed in the last full hour, ${atLeast} are expected`,
    figures: { confirmed, atLeast },
  });
}
