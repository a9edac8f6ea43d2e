import type { AnswerVerdict } from "@relance/watch";
import { type AnswerSlice, keyOf } from "./answer-book.ts";

/** A slice and what is thought of its answers. */
export interface JudgedSlice extends AnswerSlice {
  readonly verdict: AnswerVerdict;
  /** It was held against earlier campaigns. @default false */
  readonly isBesideEarlier?: boolean | undefined;
}

/** A slice whose people answer far less than others, as narrowly as the evidence allows. */
export interface Unanswered {
  readonly provider: string;
  /** "" = the whole provider. */
  readonly part: string;
  /** What shows it most clearly: one age and one step. */
  readonly shownBy: JudgedSlice;
}

/**
 * Who is accused now, and who for the second time in a row. A part is held against the other parts of its provider: where one
 * is accused, it is not the provider as a whole.
 */
export function unansweredIn(
  judged: readonly JudgedSlice[],
  accusedBefore: readonly string[],
): { readonly accused: readonly string[]; readonly named: readonly Unanswered[] } {
  const accused = judged.filter(({ verdict }) => verdict.kind === "too-little");
  const agreed = accused.filter((slice) => accusedBefore.includes(keyOf(slice)));
  const named = new Map<string, Unanswered>();
  for (const shownBy of agreed.toSorted((a, b) => a.verdict.atMost - b.verdict.atMost)) {
    const { provider, part } = shownBy;
    const isNarrower = part !== "" || !agreed.some((other) => other.provider === provider && other.part !== "");
    const name = `${provider} ${part}`;
    if (isNarrower && !named.has(name)) named.set(name, { provider, part, shownBy });
  }
  return { accused: accused.map(keyOf), named: [...named.values()] };
}
