import type { PlanHours } from "@relance/spec";
import { parseHours } from "../definition/hours.ts";
import { instanceOf } from "../plan/provider-facts.ts";
import type { Rule } from "./check-context.ts";

const ALWAYS: PlanHours["week"] = Array.from({ length: 7 }, () => [0, 1_440]);

/** What leaves while the carrier waits for its own hours waits there, beyond pause, deadline and STOP. */
export const checkCarrierHours: Rule = ({ draft, providers, isMalformed, warning }) => {
  if (providers === undefined || isMalformed(["windows"])) return;
  for (const [k, step] of (draft.steps ?? []).entries()) {
    const { channel, route = [] } = step ?? {};
    if (channel === undefined) continue;
    const text = [draft.windows?.[channel] ?? []].flat().filter((part) => part !== undefined);
    const own = step?.anytime || text.length === 0 ? ALWAYS : (parseHours(text).week ?? ALWAYS);
    for (const [position, name] of route.entries()) {
      if (name === undefined) continue;
      const instance = instanceOf(channel, name);
      const carries = Object.hasOwn(providers, instance) ? providers[instance]?.carries : undefined;
      if (carries === undefined || isWithin(own, carries.week)) continue;
      warning(
        ["steps", k, "route", position],
        `the carrier of ${instance} rests while this may leave, and keeps what it takes until its hours begin; ` +
          `write a window for ${channel} within them`,
      );
    }
  }
};

/** Every moment of the first week is one of the second. */
function isWithin(inner: PlanHours["week"], outer: PlanHours["week"]): boolean {
  return inner.every((stretches, day) => {
    const around = outer[day] ?? [];
    for (let place = 0; place < stretches.length; place += 2) {
      const [from = 0, to = 0] = stretches.slice(place);
      const isCovered = around.some(
        (begin, index) => index % 2 === 0 && begin <= from && to <= (around[index + 1] ?? 0),
      );
      if (!isCovered) return false;
    }
    return true;
  });
}
