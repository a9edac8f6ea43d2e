import type { MessageAnswer } from "@relance/spec";
import type { LiveVersion } from "../campaign/versions.ts";

/** Buttons that a notification has room for, on the platforms that show any. */
const MOST_BUTTONS = 2;

/**
 * The answers that a notification may offer as buttons: the first two of the campaign, where a gesture is enough to
 * answer at all. Where it is not, pressing would promise more than it does, so the page asks.
 */
export function pressableAnswers(
  { stored, compiled }: LiveVersion,
  person: Parameters<LiveVersion["compiled"]["matter"]>[0],
): readonly MessageAnswer[] | undefined {
  const { by = ["link"] } = compiled.definition.acknowledge ?? {};
  if (!by.includes("link") || stored.plan.strength !== "gesture") return undefined;
  const names = Object.keys(stored.plan.answers).slice(0, MOST_BUTTONS);
  if (names.length === 0) return undefined;
  const [words] = compiled.matter(person).words; // in the person's language first
  return names.map((name) => {
    const label = words !== undefined && Object.hasOwn(words.labels, name) ? words.labels[name] : undefined;
    return label === undefined ? { name } : { name, label };
  });
}
