import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import type { Actor } from "./actor.ts";

/** What one actor does in an interleaving. */
export interface Part<T> {
  readonly actor: Actor;
  readonly act: () => Promise<T>;
}

const BLOCKED = `select application_name from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`;

const LONGEST_MS = 10_000;

/** One performance of two parts; `order` names who continues at each point. */
export async function play<A, B>(
  watch: Pool,
  parts: readonly [Part<A>, Part<B>],
  order: readonly number[],
): Promise<{ readonly answers: [A, B]; readonly points: readonly number[] }> {
  const points = [0, 0];
  const done = [false, false];
  const { actor: first, act: actFirst } = parts[0];
  const { actor: second, act: actSecond } = parts[1];
  const actors = [first, second];
  for (const { gates } of actors) gates.close();
  const performing = Promise.all([
    actFirst().finally(() => {
      done[0] = true;
    }),
    actSecond().finally(() => {
      done[1] = true;
    }),
  ]);
  performing.catch(() => {}); // told below

  /** Until each actor stands at a point, waits for a lock of the other, or is through. */
  async function settled(): Promise<void> {
    for (const until = Date.now() + LONGEST_MS; ; await delay(1)) {
      const isMoving = actors.filter((actor, place) => !done[place] && !actor.gates.isWaiting);
      if (isMoving.length === 0) return;
      const { rows } = await watch.query<{ application_name: string }>(BLOCKED);
      const blocked = new Set(rows.map(({ application_name: name }) => name));
      if (isMoving.every(({ name, gates }) => blocked.has(name) || gates.isWaiting)) return;
      if (Date.now() > until) throw new Error("an actor neither arrives nor waits");
    }
  }

  try {
    await settled();
    for (const place of order) {
      const actor = actors[place];
      if (actor === undefined || done[place] || !actor.gates.isWaiting) continue; // through, or waits for the other
      points[place] = (points[place] ?? 0) + 1;
      actor.gates.step();
      await settled();
    }
  } finally {
    for (const { gates } of actors) gates.open();
  }
  return { answers: await performing, points };
}

/** Every order of `first` zeros and `second` ones. */
export function orders(first: number, second: number): number[][] {
  if (first === 0) return [Array.from({ length: second }, () => 1)];
  if (second === 0) return [Array.from({ length: first }, () => 0)];
  return [
    ...orders(first - 1, second).map((rest) => [0, ...rest]),
    ...orders(first, second - 1).map((rest) => [1, ...rest]),
  ];
}

/**
 * Orders in which each overtakes the other once, at every point: for verbs of several transactions, whose orders are
 * too many to play.
 */
export function overtakings(first: number, second: number): number[][] {
  const most = first + second; // whoever comes first may have more to do than the other left in the first play
  const run = (length: number, place: number) => Array.from({ length }, () => place);
  const cut = (place: number) =>
    Array.from({ length: most + 1 }, (_, from) => [...run(from, place), ...run(most, 1 - place), ...run(most, place)]);
  return [...cut(0), ...cut(1)];
}
