import type { ProviderCause, ProviderState } from "@relance/engine";
import { actorName } from "@relance/spec";
import { onOneLine } from "../output/printable.ts";
import { rateText } from "../output/wording.ts";

export function providerText(providers: readonly ProviderState[]): string {
  return providers
    .filter(({ condition, causes }) => condition !== "open" || causes.length > 0)
    .flatMap(({ provider, condition, causes }) => [
      `\n  provider   ${onOneLine(provider)} is ${condition}`,
      ...causes.map((cause) => `\n    ${onOneLine(causeText(cause))}`),
    ])
    .join("");
}

export function causeText(cause: ProviderCause): string {
  const { by, does, actor, why, since, until, reviewAt, perSecond, via, top, steps, destination } = cause;
  if (by === "provider" && since !== undefined) {
    return `rate ${rateText(perSecond)} of ${rateText(top)}: throttled by the provider since ${since.toISOString()}`;
  }
  const who = actor === "" || actor === by ? actorName(by) : `${actorName(by)} (${actor})`;
  const what =
    does === "closed" && via !== undefined
      ? `reroutes to ${via}, which is closed`
      : does === "rerouted"
        ? `reroutes to ${via}`
        : does === "throttled"
          ? `lets ${rateText(perSecond)} through`
          : does;
  const from = since === undefined ? "" : ` since ${since.toISOString()}`;
  const end = until === undefined ? "" : ` until ${until.toISOString()}`;
  const again = does === "closed" ? "probed again from" : "reviewed";
  const review = reviewAt === undefined ? "" : `, ${again} ${reviewAt.toISOString()}`;
  const of = steps === undefined ? "" : ` in step ${steps.join(", ")}`;
  const only = `${of}${destination === undefined ? "" : ` for ${destination}`}`;
  return `${who}: ${what}${only}${from}${end}${why === "" ? "" : `: ${why}`}${review}`;
}
