/** Longest name of who acts, and longest reason that is kept, in characters. */
const MAX_ACTOR = 80;
const MAX_REASON = 300;

/**
 * Who orders something, and why; both are kept with what was done. No names and no addresses of recipients in a
 * reason. An order without one of them is refused: `config/invalid`.
 */
export interface By {
  readonly actor: string;
  readonly reason: string;
}

/** Who ordered something and why, as it is kept. */
export function orderText({ actor, reason }: By): string {
  const text = `${actor.slice(0, MAX_ACTOR)}: ${reason.slice(0, MAX_REASON)}`;
  return text.replaceAll("\0", " ").toWellFormed();
}

/** Sorts behind every name: what begins with it is the last of its millisecond. */
const LAST = "~";

/** Who says it and why, and an `id` of its own: the `sourceId` of what an operator says about an answer. */
export function operatorSourceId({ actor, reason }: By, id: string, order: "last" | "any" = "any"): string {
  return `${order === "last" ? LAST : ""}${orderText({ actor, reason })} ${id}`;
}

/** What {@link operatorSourceId} was made of, as `who: why`. Absent = it was erased with the person. */
export function operatorWords(sourceId: string): string | undefined {
  const end = sourceId.lastIndexOf(" ");
  return end < 0 ? undefined : sourceId.slice(sourceId.startsWith(LAST) ? LAST.length : 0, end);
}
