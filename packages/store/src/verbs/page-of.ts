import type { Page } from "@relance/spec";

/** A page of what was found by ascending id; short of `limit`, it is the last one. */
export function pageOf<S extends { readonly id: number }, T>(
  found: readonly S[],
  limit: number,
  rowOf: (found: S) => T,
  prefix = "",
): Page<T> {
  const last = found.at(-1);
  const isLast = last === undefined || found.length < limit;
  return { rows: found.map(rowOf), cursor: isLast ? undefined : `${prefix}${last.id}` };
}
