import { setTimeout as delay } from "node:timers/promises";
import type { RelanceEvent } from "@relance/spec";
import { events, numberAt, type Reading } from "@relance/store";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import type { Storage } from "../../src/transaction/storage.ts";
import { createVerbs } from "../../src/verbs.ts";
import { openStorage } from "../support/open-storage.ts";
import { startCampaign } from "../support/people.ts";

const PEOPLE = 40;
const WRITERS = 12;
const LAST_MS = 3_000;
/** Transactions that tell something; a busy machine takes longer for them. */
const LEAST = 300;

/** Events that this connection has looked at lately. */
async function lookedAt({ sql }: Reading): Promise<number> {
  const row = await sql.row(`select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables
    where relname = 'events'`);
  return numberAt(row ?? [], 0);
}

/** A hundred thousand events of the same recipients. */
const MANY_MORE = `insert into events (id, enrollment, at, attempt, prev, campaign, ver, provider, extra, kind, step, cause)
  select nextval('event_ids'), enrollment, at, attempt, prev, campaign, ver, provider, extra, kind, step, cause
  from events, generate_series(1, 200)`;

/** A number that looks random and is the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** One fact about one recipient; the pauses decide who is overtaken by whom. */
async function writeOne(storage: Storage, enrollments: readonly number[], random: () => number): Promise<void> {
  const [early, isEarly, between, late] = [random() * 15, random() < 0.5, random() * 4, random() * 15];
  const person = enrollments[Math.floor(random() * PEOPLE)] ?? 0;
  await storage.write(async (work) => {
    if (isEarly) await work.sql.row("select pg_current_xact_id()");
    await delay(early);
    const [row] = await work.rows.lock([person]);
    await delay(between);
    for (let facts = 1 + Math.floor(early % 3); row !== undefined && facts > 0; facts--)
      work.event(row, { kind: "enrollment.replied", cause: "none" });
    await work.flush();
    await delay(late);
  });
}

/** Reads until the writers are done and nothing is left. */
async function follow(storage: Storage, limit: number, isDone: () => boolean) {
  const seen: RelanceEvent[] = [];
  let cursor: string | undefined;
  let lastReportAt = performance.now();
  let silenceMs = 0;
  for (;;) {
    const wasDone = isDone();
    const from = cursor;
    const page = await storage.read((reading) => events(reading, { cursor: from, limit }));
    cursor = page.cursor;
    seen.push(...page.events);
    if (page.events.length > 0 || wasDone) {
      silenceMs = Math.max(silenceMs, performance.now() - lastReportAt);
      lastReportAt = performance.now();
    }
    if (page.events.length === 0 && wasDone) return { seen, silenceMs };
    if (page.events.length < limit) await delay(5);
  }
}

await withPostgres((postgres) => {
  it("loses and reorders no event with twelve writers, an early transaction and a long foreign transaction", async () => {
    await using here = await openStorage(postgres);
    const { storage, pool } = here;
    const { enrollments } = await startCampaign(
      createVerbs(() => storage),
      PEOPLE,
    );
    const stranger = await pool.connect();
    await stranger.query({ text: "begin; create table of_somebody_else (fact text)" });
    let isDone = false;
    const readers = [3, 50, 500].map((limit) => follow(storage, limit, () => isDone));
    const early = storage.write(async (work) => {
      await work.sql.row("select pg_current_xact_id()");
      await delay(LAST_MS);
      const [row] = await work.rows.lock(enrollments.slice(0, 1));
      if (row !== undefined) work.event(row, { kind: "enrollment.replied", cause: "none" });
    });
    const until = performance.now() + LAST_MS;
    let done = 0;
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        const random = seeded(writer + 1);
        while (performance.now() < until || done < LEAST) {
          await writeOne(storage, enrollments, random);
          done += 1;
        }
      }),
    );
    await early;
    isDone = true;
    const read = await Promise.all(readers);
    await stranger.query({ text: "commit" });
    stranger.release();

    const written = await storage.read(({ sql }) => sql.row("select count(*) from events"));
    expect(written?.[0]).toBeGreaterThan(LEAST);
    for (const { seen, silenceMs } of read) {
      expect(seen.length).toBe(written?.[0]);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
      for (let person = 1; person <= PEOPLE; person++) {
        const versions = seen.filter(({ key }) => key === `p${person}`).map(({ version }) => version);
        expect(versions).toEqual(versions.map((_, place) => place + 1));
      }
      expect(silenceMs).toBeLessThan(0.95 * LAST_MS); // a reader that waits for the early transaction gets no page until it ends
    }
  });

  it("reads no old event if there is no new one, however many were written before", async () => {
    await using here = await openStorage(postgres);
    const { storage } = here;
    await startCampaign(
      createVerbs(() => storage),
      500,
    );
    await storage.write(({ sql }) => sql.run(MANY_MORE));
    await storage.write(({ sql }) => sql.run("analyze events")); // as the server does by itself within a minute
    let cursor: string | undefined;
    for (let more = true; more; ) {
      const from = cursor;
      const page = await storage.read((reading) => events(reading, { cursor: from, limit: 10_000 }));
      more = page.events.length > 0;
      cursor = page.cursor;
    }
    for (let poll = 0; poll < 10; poll++) {
      const from = cursor;
      const looked = await storage.read(async (reading) => {
        const before = await lookedAt(reading);
        cursor = (await events(reading, { cursor: from, limit: 10_000 })).cursor;
        return (await lookedAt(reading)) - before;
      });
      expect(looked).toBeLessThan(100);
    }
  });
});
