import {
  ConfigError,
  type DefineAnswer,
  type DefineInput,
  type LoadedCampaign,
  type RawRow,
  refuseCampaignParts,
  StoreError,
} from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { SEND } from "../base/inline-campaign.ts";
import { leasedTask } from "../base/leased-task.ts";
import { firstRelease } from "../steer/keep-pace.ts";
import { type EnrollTotals, enrollRows } from "./enroll-rows.ts";
import { isStarted, isStartedMeanwhile, refuseUnexpected, refuseUnfit, refuseUnpriced } from "./refuse-campaign.ts";

export interface StartOptions<Row = unknown> {
  /** The name of this run of the campaign, such as `2013-08`. @default "" */
  readonly occurrence?: string | undefined;
  readonly tenant?: string | undefined;
  /** Recipients from the program instead of an audience file. */
  readonly rows?: Iterable<Row> | AsyncIterable<Row> | undefined;
  /** Expected number of recipients. If the audience has a different size, the campaign does not start. */
  readonly recipients?: number | undefined;
  /** Called after each chunk of rows, for a progress bar. */
  readonly onProgress?: ((rows: number) => void) | undefined;
}

/** Returns the campaign's number. After a crash, repeat the call to complete the start. */
export async function startCampaign(
  context: EngineContext,
  loaded: LoadedCampaign,
  options: StartOptions,
): Promise<number> {
  const { store } = context;
  const { occurrence = "", tenant = "" } = options;
  const { definition, body, hash } = loaded;
  const mode = definition.audience?.mode ?? "closed";
  const plan = context.options.planOf(definition);
  refuseSource(loaded, options);
  refuseUnpriced(plan, context.options.prices);
  refuseCampaignParts(context.options.plugins ?? [], loaded);
  const { name } = definition;
  const defined = await inForce(context, { tenant, name, occurrence, hash, body, plan, audience: mode });
  refuseUnfit(defined, name, occurrence, body);
  if (isStarted(defined.state)) {
    if (mode === "open") await enroll(context, loaded, options, defined);
    return defined.campaign;
  }
  const totals = await enroll(context, loaded, options, defined);
  if (await isStartedMeanwhile(context, loaded.body, defined, totals.uninvited)) return defined.campaign;
  refuseOtherNumber(totals, options.recipients);
  refuseUnexpected(definition.audience, totals.enrolled);
  await refuseLeftovers(context, defined.campaign, totals.enrolled);
  await store.control(firstRelease(defined.campaign, plan, totals.enrolled, context.runtime.now()));
  await store.seal({ campaign: defined.campaign, importId: totals.importId, chunks: totals.chunks });
  return defined.campaign;
}

/** Returns the campaign's newest version, so that after an amendment no recipient is enrolled with an older one. */
async function inForce({ store }: Needs<"store">, input: DefineInput): Promise<DefineAnswer> {
  const defined = await store.define(input);
  if (defined.status !== "same") return defined;
  const [latest] = await store.versions({ campaign: defined.campaign, latest: true });
  if (latest === undefined || latest.version === defined.version) return defined;
  return { ...defined, status: "changed", version: latest.version, body: latest.body };
}

function refuseSource({ definition, audience }: LoadedCampaign, { rows }: StartOptions): void {
  if (definition.name === SEND) {
    throw new ConfigError("campaign/invalid", `the name ${SEND} is reserved for send(): choose another name`);
  }
  if (audience !== undefined && rows !== undefined) {
    throw new ConfigError("campaign/invalid", "rows come from the campaign's file or from the program, not both");
  }
  if (audience === undefined && rows === undefined) {
    throw new ConfigError("campaign/invalid", "name an audience file in the campaign, or pass rows");
  }
  if (rows !== undefined) checkRows(rows);
}

function checkRows(rows: unknown): void {
  const isList = typeof rows === "object" && rows !== null && (Symbol.iterator in rows || Symbol.asyncIterator in rows);
  if (!isList) throw new ConfigError("config/invalid", 'pass rows as an array, such as [{ key: "p2" }]');
}

interface Totals extends EnrollTotals {
  readonly importId: string;
}

async function enroll(
  context: EngineContext,
  loaded: LoadedCampaign,
  options: StartOptions,
  defined: DefineAnswer,
): Promise<Totals> {
  const { rows = [] } = options;
  const source = loaded.audience?.() ?? numbered(rows);
  // rows from a program are not hashed: each call is a separate import, and keys detect repeated rows
  const bytes = await loaded.audienceHash?.();
  const importId =
    bytes === undefined ? `program:${context.runtime.id()}` : await importName(context, defined.campaign, bytes);
  const { tenant = "", onProgress } = options;
  return { importId, ...(await enrollRows(context, { loaded, defined, tenant, importId, source, onProgress })) };
}

/** Yields rows with their numbers, from 1. @throws {ConfigError} `config/invalid` if `rows` is not a list */
export async function* numbered(rows: Iterable<unknown> | AsyncIterable<unknown>): AsyncIterable<RawRow> {
  checkRows(rows);
  let line = 0;
  for await (const raw of rows) yield { line: ++line, raw };
}

async function refuseLeftovers(context: Needs<"store">, campaign: number, people: number): Promise<void> {
  const [ledger] = await context.store.count(campaign);
  const others = (ledger?.audience.enrolled ?? people) - people;
  if (others === 0) return;
  const message = `an earlier import enrolled recipients (${others}) who are not in this audience; nothing was sent. Start with the first audience, or use another --occurrence`;
  throw new ConfigError("audience/unexpected", message);
}

/** Refuses an unexpected number of recipients. Operators may count erased recipients. */
function refuseOtherNumber({ enrolled, turnedAway }: Totals, recipients: number | undefined): void {
  if (recipients === undefined || recipients === enrolled || recipients === enrolled + turnedAway) return;
  const message = `${enrolled} recipients were enrolled instead of ${recipients}; nothing was sent`;
  throw new ConfigError("campaign/recipients-mismatch", message);
}

const LEASE_MS = 5_000;
/** Maximum wait for another process that is importing, in milliseconds. */
const PATIENCE_MS = 10_000;
const NAME_CHARS = 16;

/** Derives the import's name from the file's bytes, so that a second import of the file resumes the first. */
async function importName(context: EngineContext, campaign: number, bytes: string): Promise<string> {
  const task = leasedTask(context, {
    name: `import:${campaign}`,
    leaseMs: LEASE_MS,
    read: (data) => data ?? "",
    write: (name) => name,
  });
  const found = await task.run(async ({ memory, save }) => {
    const name = nameAfter(memory, bytes, (text) => context.runtime.hash(text).slice(0, NAME_CHARS));
    await save(name, { release: true });
    return name;
  }, PATIENCE_MS);
  if (found !== undefined) return found;
  throw new StoreError("store/busy", "another process is importing this audience; try again", { retryable: true });
}

function nameAfter(last: string, bytes: string, short: (text: string) => string): string {
  if (last === "") return bytes;
  return last === bytes || last.startsWith(`${bytes} after `) ? last : `${bytes} after ${short(last)}`;
}
