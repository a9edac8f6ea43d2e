import type { Plan } from "@relance/spec";
import type { VersionFacts } from "@relance/store";
import type { Sql } from "../transaction/sql.ts";

interface VersionRow {
  readonly campaign: number;
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  readonly isOpen: number;
  readonly definedAt: number;
  readonly plan: string;
}

const SELECT = `select v.campaign, c.tenant, c.name, c.occurrence, c.is_open as isOpen,
  c.created_at as definedAt, v.plan
  from versions v join campaigns c on c.id = v.campaign where v.id = ?`;

const LANE = `select l.id from lanes l join words w on w.id = l.planned
  where l.campaign = ? and l.step = ? and l.position = ? and l.slice = 0 and w.word = ?`;

/** Plans and lanes by version. */
export class Versions {
  readonly #sql: Sql;
  readonly #facts = new Map<number, VersionFacts>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  find(version: number): VersionFacts | undefined {
    const known = this.#facts.get(version);
    if (known !== undefined) return known;
    const row = this.#sql.one<VersionRow>(SELECT, version);
    if (row === undefined) return undefined;
    const plan = JSON.parse(row.plan) as Plan;
    const lanes = plan.steps.map(({ route }, step) =>
      route.map(({ provider }, position) => {
        const lane = this.#sql.row(LANE, row.campaign, step, position, provider);
        return (lane?.[0] as number | undefined) ?? 0;
      }),
    );
    const facts = { ...row, version, isOpen: row.isOpen === 1, plan, lanes };
    this.#facts.set(version, facts);
    return facts;
  }

  /** Facts of a version that a row names. */
  get(version: number): VersionFacts {
    const facts = this.find(version);
    if (facts === undefined) throw new Error(`version ${version} is named by a row and not in the store`);
    return facts;
  }

  /** After a rollback: what was new is not there. */
  forget(): void {
    this.#facts.clear();
  }
}
