import type { SignalItem } from "@relance/spec";

/** How what a hint was judged by begins in its stored JSON: such rows are looked for without reading every one. */
export const HINT_DETAIL = '"detail":';

/** A stored hint without what it was judged by, which a far end may have filled with anything. That there was one stays. */
export function withoutDetail(item: string): string {
  const { detail: _, ...fact } = JSON.parse(item) as SignalItem;
  return JSON.stringify(fact);
}
