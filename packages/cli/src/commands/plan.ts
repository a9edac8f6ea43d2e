import { Command } from "commander";
import { withAudience } from "../campaign/campaign-options.ts";
import { readInstant } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { planText } from "../plan/plan-text.ts";
import { READING, terminalOnly } from "../progress/progress.ts";
import { pricesOf, readPrice } from "../report/read-prices.ts";
import { checkedFile } from "../start/start-file.ts";

interface PlanCommandOptions {
  readonly audience?: string | undefined;
  readonly start?: Date | undefined;
  readonly occurrence?: string | undefined;
  readonly tenant?: string | undefined;
  readonly price?: Readonly<Record<string, number>> | undefined;
  readonly currency: string;
}

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
      act.gateway(async (opened, file: string, options: PlanCommandOptions) => {
        const { gateway, config, output, host, session } = opened;
        const prices = pricesOf(options.price, options.currency) ?? config.prices;
        const loaded = await checkedFile(opened, file, { prices, startAt: options.start });
        if (loaded === undefined) return EXIT.mistakes;
        const campaign = withAudience(loaded, host, options.audience);
        const progress = terminalOnly(session);
        const plan = await gateway.campaigns.plan(campaign, {
          startAt: options.start,
          tenant: options.tenant,
          occurrence: options.occurrence,
          prices,
          onProgress: (lines) => progress.work(READING, lines),
        });
        progress.done();
        output.result(plan, planText(campaign.definition, plan));
      }),
    );
}
