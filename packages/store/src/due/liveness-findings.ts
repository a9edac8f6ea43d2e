import { FAILURES_IN_A_ROW } from "@relance/rules";
import type { AuditFinding, UncarriedWork } from "@relance/spec";

/** A due time may wait this long before somebody has to explain it (R14), in milliseconds. */
export const PATIENCE_MS = 60_000;
/** An inbox item may stay new this long, in milliseconds. */
export const INBOX_PATIENCE_MS = 5_000;

/** SQL: the provider `p` answers nobody. */
export const ANSWERS_NOBODY: string = `p.failures >= ${FAILURES_IN_A_ROW}`;

/** What a store found of what should have happened by itself. */
export interface LivenessFigures {
  /** People whose due time was over for longer than {@link PATIENCE_MS}. */
  readonly overdue: number;
  /** Providers of open lanes that no free slot looked at, though people are due. */
  readonly starved: readonly string[];
  /** Providers that answer nobody, over which people have been due for longer than {@link PATIENCE_MS}. */
  readonly silent: readonly string[];
  /** What no live worker can carry; none where nobody works at all. */
  readonly uncarried: readonly UncarriedWork[];
  /** Providers of held lanes that nobody has to look at again. */
  readonly unreviewed: readonly string[];
  /** Providers of pilots that nobody has to look at again. */
  readonly unreleased: readonly string[];
  /** Inbound items that were not applied for longer than {@link INBOX_PATIENCE_MS}. */
  readonly stuck: number;
  /** Attempts whose worker has been gone for longer than {@link PATIENCE_MS}. */
  readonly abandoned: number;
}

/** @param upTo - where the store stops counting; what comes to this is said to be at least so many */
export function livenessFindings(
  figures: LivenessFigures,
  now: number,
  upTo: number = Number.POSITIVE_INFINITY,
): AuditFinding[] {
  const { overdue, starved, silent, uncarried, unreviewed, unreleased, stuck, abandoned } = figures;
  const count = (n: number) => (n < upTo ? `${n}` : `at least ${n}`);
  const say = (rule: AuditFinding["rule"], fact: string): AuditFinding => ({ rule, fact });
  const late = uncarried.filter(({ dueAt }) => dueAt.getTime() < now - PATIENCE_MS);
  const nobody = [...new Set(late.map(({ provider }) => provider))];
  return [
    ...(overdue > 0 ? [say("R14", `${count(overdue)} people are due for more than a minute`)] : []),
    ...starved.map((name) =>
      say("R14", `no free slot looked at ${name} for a minute, though people are due`),
    ),
    ...silent.map((name) => say("R14", `${name} answers nobody, and people are due over it for a minute`)),
    ...nobody.map((name) =>
      say("R14", `no live worker has ${name}, though people are due over it for a minute`),
    ),
    ...unreviewed.map((name) => say("R14", `the gate of ${name} is closed and nobody has to look at it`)),
    ...unreleased.map((name) =>
      say("R14", `most people of ${name} are not released, and nobody has to look at it`),
    ),
    ...(stuck > 0 ? [say("inbox", `${count(stuck)} inbound items are not applied after five seconds`)] : []),
    ...(abandoned > 0 ? [say("lease", `${count(abandoned)} attempts belong to workers that are gone`)] : []),
  ];
}
