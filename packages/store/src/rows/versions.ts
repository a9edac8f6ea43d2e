import type { CampaignState, Plan } from "@relance/spec";
import { pluck, type Sql, type StoredRow } from "./sql.ts";

export const CAMPAIGN_STATES: readonly CampaignState[] = [
  "draft",
  "enrolling",
  "running",
  "held",
  "closed",
  "cancelling",
  "cancelled",
];

/** States in which a campaign sends, or can resume without `start`. */
export const LIVE_STATES = ["running", "held"] as const;

export const stateNumbers = (...states: readonly CampaignState[]): string =>
  states.map((state) => CAMPAIGN_STATES.indexOf(state)).join(", ");

export const SYSTEM_ACTOR = "relance";

interface VersionRow extends Pick<VersionFacts, "version" | "campaign" | "tenant" | "name" | "occurrence"> {
  readonly is_open: number;
  readonly defined_at: number;
  readonly plan: string;
}

export const versionsWith = (columns: string): string => `select v.id as version, v.campaign, c.tenant, c.name,
  c.occurrence, v.plan, ${columns} from versions v join campaigns c on c.id = v.campaign`;

const SELECT = `${versionsWith("c.is_open, c.created_at as defined_at")} where v.id = any($1::int[])`;

const QUEUES = `select l.id, l.campaign, l.step, l.position, w.text as provider from queues l join strings w on w.id = l.planned
  where l.campaign = any($1::int[]) and l.destination = 0`;

type QueueRow = StoredRow<"id" | "campaign" | "step" | "position", "provider">;

export class Versions {
  readonly #facts = new Map<number, VersionFacts>();

  async need(sql: Sql, versions: Iterable<number>): Promise<void> {
    const missing = [...new Set(versions)].filter((version) => !this.#facts.has(version));
    if (missing.length === 0) return;
    const rows = await sql.all<VersionRow>(SELECT, missing);
    const queues = await sql.all<QueueRow>(QUEUES, [...new Set(pluck(rows, "campaign"))]);
    const queueIds = new Map(
      queues.map(({ id, campaign, step, position, provider }) => [`${campaign} ${step} ${position} ${provider}`, id]),
    );
    for (const { is_open, defined_at: definedAt, plan: json, ...row } of rows) {
      const plan = JSON.parse(json) as Plan;
      const ladder = plan.steps.map(({ route }, k) =>
        route.map(({ provider }, position) => queueIds.get(`${row.campaign} ${k + 1} ${position} ${provider}`) ?? 0),
      );
      this.#facts.set(row.version, { ...row, definedAt, isOpen: is_open === 1, plan, queues: ladder });
    }
  }

  /** Must be called after a rollback: the database assigns the numbers again, so a cached version may be wrong. */
  forget(): void {
    this.#facts.clear();
  }

  get(version: number): VersionFacts {
    const facts = this.#facts.get(version);
    if (facts === undefined) throw new Error(`a row names version ${version}, which is not in the store`);
    return facts;
  }
}

/** A campaign version in the form that decisions read. Versions never change, so the store caches them. */
export interface VersionFacts {
  readonly version: number;
  readonly campaign: number;
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  readonly isOpen: boolean;
  readonly definedAt: number;
  readonly plan: Plan;
  /** Queues by step and position; see `queueIds`. */
  readonly queues: readonly (readonly number[])[];
}
