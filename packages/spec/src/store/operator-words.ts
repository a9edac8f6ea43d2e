const MAX_ACTOR = 80;
const MAX_REASON = 300;

/** Who gives a command, and why. Neither may identify recipients. */
export interface Actor {
  readonly actor: string;
  readonly reason: string;
}

/** Returns actor and reason in their stored form. */
export function orderText({ actor, reason }: Actor): string {
  const text = `${actor.slice(0, MAX_ACTOR)}: ${reason.slice(0, MAX_REASON)}`;
  return text.replaceAll("\0", " ").toWellFormed();
}

/** With this prefix, an operator's entry sorts after all other acknowledgements of the same millisecond. */
const LAST = "~";

/** Returns the `sourceId` of an operator's entry: actor, reason and a unique id. */
export function operatorSourceId({ actor, reason }: Actor, id: string, order: "last" | "any" = "any"): string {
  return `${order === "last" ? LAST : ""}${orderText({ actor, reason })} ${id}`;
}

/** Returns `who: why` of an {@link operatorSourceId}; absent if it was erased with the recipient. */
export function operatorWords(sourceId: string): string | undefined {
  const end = sourceId.lastIndexOf(" ");
  return end < 0 ? undefined : sourceId.slice(sourceId.startsWith(LAST) ? LAST.length : 0, end);
}
