import { purposeOf } from "@relance/rules";
import type { Channel } from "@relance/spec";
import type { VersionFacts } from "../campaigns/versions.ts";
import { channelNumber } from "../people/contacts.ts";
import { numberAt, type Sql } from "../transaction/sql.ts";

const ACTIVE = `select tenant, channel, digest, purpose from suppressions
  where digest = any($1::text[]) and lifted_at is null and (expires_at is null or expires_at > $2)`;

/** Rules in force about contacts that were asked for: read once per transaction, then looked up without waiting. */
export class Suppressions {
  readonly #sql: Sql;
  readonly #now: number;
  readonly #asked = new Set<string>();
  readonly #active = new Set<string>();

  constructor(sql: Sql, now: number) {
    this.#sql = sql;
    this.#now = now;
  }

  /** Makes sure that {@link has} knows these contacts. */
  async need(digests: Iterable<string>): Promise<void> {
    const missing = [...new Set(digests)].filter((digest) => digest !== "" && !this.#asked.has(digest));
    if (missing.length === 0) return;
    for (const digest of missing) this.#asked.add(digest);
    for (const row of await this.#sql.rows(ACTIVE, missing, this.#now)) {
      this.#active.add(nameOf(row[0] as string, numberAt(row, 1), row[2] as string, row[3] as string));
    }
  }

  /** A rule forbids sending to this contact now, for messages of this campaign. */
  has(facts: Pick<VersionFacts, "tenant" | "plan">, channel: Channel, digest: string): boolean {
    if (this.#active.size === 0) return false;
    const number = channelNumber(channel);
    return ["", purposeOf(facts.plan)].some((purpose) =>
      this.#active.has(nameOf(facts.tenant, number, digest, purpose)),
    );
  }
}

function nameOf(tenant: string, channel: number, digest: string, purpose: string): string {
  return JSON.stringify([tenant, channel, digest, purpose]);
}
