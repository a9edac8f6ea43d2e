import { refuseUnexpected } from "@relance/engine";
import { Command } from "commander";
import { type IdentityOptions, withAudience } from "../campaign/campaign-options.ts";
import { readInstant } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { planText } from "../plan/plan-text.ts";
import { READING, terminalOnly } from "../progress/progress.ts";
import { checkedFile } from "../start/start-file.ts";

type PlanCommandOptions = IdentityOptions & Partial<{ audience: string; start: Date }>;

export function planCommand(act: Act): Command {
  return new Command("plan")
    .description("forecast the reached recipients, the times and the cost of a campaign")
    .argument("<file>", "campaign file")
    .option("--audience <file>", "recipients of this file instead of the campaign's audience")
    .option("--start <instant>", "when the campaign would start (default: now)", readInstant)
    .option("--occurrence <name>", "the campaign's run; a running campaign's extended deadline applies")
    .option("--tenant <name>", "tenant whose suppressions count")
    .action(
      act.gateway(async (opened, file: string, options: PlanCommandOptions) => {
        const { gateway, output, host, session } = opened;
        const { start: startAt, tenant, occurrence } = options;
        const loaded = await checkedFile(opened, file, { startAt });
        if (loaded === undefined) return EXIT.mistakes;
        const campaign = withAudience(loaded, host, options.audience);
        const progress = terminalOnly(session);
        const onProgress = (rows: number, share?: number) => progress.work(READING, rows, { share });
        const plan = await gateway.campaigns.plan(campaign, { startAt, tenant, occurrence, onProgress });
        progress.done();
        output.result(plan, planText(campaign.definition, plan));
        const { audience } = options.audience === undefined ? campaign.definition : {};
        refuseUnexpected(audience, plan.people.enrolled);
      }),
    );
}
