import { type CampaignCheck, checkCampaign, readKept } from "@relance/campaign";
import { formatProblem, type PriceList, type Problem } from "@relance/spec";
import type { GatewayConfig } from "relance";
import { pathOf } from "../campaign/path-of.ts";
import { printable } from "../output/printable.ts";
import type { Session } from "../session.ts";
import { providerFacts } from "./provider-facts.ts";

export interface CheckFileOptions {
  /** Cross-checks templates in code and providers. */
  readonly config?: GatewayConfig | undefined;
  /** Reads the whole audience too. */
  readonly people: boolean;
  /** @default the configuration's */
  readonly prices?: PriceList | undefined;
  /** When the campaign would start. @default now */
  readonly startAt?: Date | undefined;
}

/** Looks at one campaign file and prints what it finds: mistakes on stdout, the rest on stderr. */
export async function checkFile(
  session: Session,
  file: string,
  { config, people, prices, startAt = new Date() }: CheckFileOptions,
): Promise<CampaignCheck> {
  const found = await checkCampaign(pathOf(session.host, file), {
    now: startAt,
    people,
    ...(config === undefined
      ? {}
      : {
          templates: config.templates ?? {},
          providers: providerFacts(config.providers, config.carrierHours),
          prices: prices ?? config.prices,
          keptMs: readKept(config.retention),
        }),
  });
  for (const problem of found.problems) {
    session.output.result({ level: "problem", ...problem }, printable(formatProblem(problem)));
  }
  for (const warning of found.warnings) warnOf(session, warning);
  return found;
}

function warnOf({ output }: Session, warning: Problem): void {
  if (output.isJson) output.json({ level: "warning", ...warning });
  else output.note(printable(`warning: ${formatProblem(warning)}`));
}
