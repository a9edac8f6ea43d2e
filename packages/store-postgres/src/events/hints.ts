import { hash } from "node:crypto";
import type { Duplex } from "node:stream";
import pg from "pg";
import type { PgPoolLike } from "../open/pool.ts";
import { connected, type PgSql } from "../transaction/sql.ts";
import type { Verbs } from "../verbs.ts";

const AGAIN_MS = 1_000;
const CONNECT_MS = 10_000;
const GOOD_BYE_MS = 1_000;

/** Also calls `onHint` after each connect, because hints may have been missed before. Returns how to stop. */
export function listenOn(url: string, channel: string, onHint: () => void): () => Promise<void> {
  let client: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;
  let isOver = false;

  function retry(): void {
    if (isOver) return;
    clearTimeout(again);
    again = setTimeout(() => void begin(), AGAIN_MS);
  }

  async function begin(): Promise<void> {
    const own = new pg.Client({
      connectionString: url,
      application_name: "relance listens",
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: CONNECT_MS,
    });
    client = own;
    own.on("notification", onHint);
    own.on("error", () => {}); // the event `end` follows
    own.on("end", () => {
      if (client === own) retry();
    });
    try {
      await own.connect();
      await own.query(`listen ${channel}`);
      onHint();
    } catch {
      await part(own);
      if (client === own) retry();
    }
  }

  void begin();
  return async () => {
    isOver = true;
    clearTimeout(again);
    if (client !== undefined) await part(client);
  };
}

/** Disconnects, by force if the server does not answer, so that a stopping process need not wait. */
async function part(client: pg.Client): Promise<void> {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
  const patience = setTimeout(() => stream.destroy(), GOOD_BYE_MS);
  await client.end().catch(() => {});
  clearTimeout(patience);
}

/** Minimum interval between hints of one process. The server serializes commits that notify, so hints must be rare. */
const PAUSE_MS = 100;

export function notifyChannel(schema: string): string {
  return `relance_${hash("sha256", schema).slice(0, 24)}`;
}

/** Notifies other processes of new work, in a separate transaction. If a hint is lost, polling finds the work. */
export class Hints {
  readonly #pool: PgPoolLike;
  readonly #channel: string;
  #isRung = false;
  #pause: NodeJS.Timeout | undefined;
  #telling: Promise<void> = Promise.resolve();

  constructor(pool: PgPoolLike, channel: string) {
    this.#pool = pool;
    this.#channel = channel;
  }

  ring(): void {
    this.#isRung = true;
    if (this.#pause === undefined) this.#tell();
  }

  async close(): Promise<void> {
    clearTimeout(this.#pause);
    if (this.#isRung) this.#tell();
    clearTimeout(this.#pause);
    await this.#telling;
  }

  #tell(): void {
    this.#isRung = false;
    const notify = (sql: PgSql) => sql.run("select pg_notify($1, '')", this.#channel);
    this.#telling = connected({ pool: this.#pool, isPipelined: false }, notify).then(
      () => {},
      () => {}, // a hint may be lost
    );
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#isRung) this.#tell();
    }, PAUSE_MS);
  }
}

export function hintedVerbs(verbs: Verbs, hints: () => Hints | undefined): Verbs {
  function told<I extends unknown[], A>(
    verb: (...input: I) => Promise<A>,
    isNews: (answer: A) => boolean = () => true,
  ): (...input: I) => Promise<A> {
    return async (...input) => {
      const answer = await verb(...input);
      if (isNews(answer)) hints()?.ring();
      return answer;
    };
  }

  return {
    ...verbs,
    enroll: told(verbs.enroll, ({ counts }) => counts.new > 0),
    seal: told(verbs.seal),
    escalate: told(verbs.escalate, ({ moved }) => moved > 0),
    control: told(verbs.control, ({ queues }) => queues > 0),
    budget: told(verbs.budget),
    reschedule: told(verbs.reschedule),
    transition: told(verbs.transition, ({ moved }) => moved > 0),
  };
}
