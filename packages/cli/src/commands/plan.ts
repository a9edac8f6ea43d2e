import { loadCampaign } from "@relance/campaign";
import { Command } from "commander";
import { withAudience } from "../campaign/audience-option.ts";
import { pathOf } from "../campaign/path-of.ts";
import { readInstant } from "../campaign/read-instant.ts";
import { checkFile } from "../check/check-file.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { planText } from "../plan/plan-text.ts";
import { createProgress } from "../progress/create-progress.ts";
import { pricesOf, readPrice } from "../report/read-prices.ts";

interface PlanCommandOptions {
  readonly audience?: string | undefined;
  readonly start?: Date | undefined;
  readonly occurrence?: string | undefined;
  readonly tenant?: string | undefined;
  readonly price?: Readonly<Record<string, number>> | undefined;
  readonly currency: string;
}

/** `relance plan`: what a start would come to, before anybody is enrolled. */
export function planCommand(act: Act): Command {
  return new Command("plan")
    .description("say what a campaign would come to: who is reached and when, who is squeezed, what it costs")
    .argument("<file>", "campaign file")
    .option("--audience <file>", "the people of this file instead of the campaign's own")
    .option("--start <instant>", "when it would start (default: now)", readInstant)
    .option("--occurrence <name>", "which run it is: if it runs already, an extended deadline counts")
    .option("--tenant <name>", "whose suppressions count")
    .option(
      "--price <provider=amount>",
      "price of one message or SMS segment, instead of the configuration's",
      readPrice,
    )
    .option("--currency <code>", "currency of the prices", "EUR")
    .action(
      act((session, file: string, options: PlanCommandOptions) =>
        withGateway(session, async ({ gateway, config }) => {
          const prices = pricesOf(options.price, options.currency) ?? config.prices;
          const { problems } = await checkFile(session, file, {
            config,
            people: false,
            prices,
            startAt: options.start,
          });
          if (problems.length > 0) return EXIT.mistakes;
          const loaded = await loadCampaign(pathOf(session.host, file), {
            templates: config.templates ?? {},
          });
          const campaign = withAudience(loaded, session.host, options.audience);
          const progress = session.output.isTerminal ? createProgress(session) : undefined;
          const plan = await gateway.campaigns.plan(campaign, {
            startAt: options.start,
            tenant: options.tenant,
            occurrence: options.occurrence,
            prices,
            onProgress: (lines) => progress?.lines("reading", lines),
          });
          progress?.done();
          session.output.result(plan, planText(campaign.definition, plan));
          return EXIT.ok;
        }),
      ),
    );
}
