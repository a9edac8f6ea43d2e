import { Command } from "commander";
import type { Act } from "../command.ts";
import { listWebhooksCommand, replayWebhookCommand, resumeWebhookCommand } from "../webhooks/webhook-commands.ts";

export function webhooksCommand(act: Act): Command {
  return new Command("webhooks")
    .description("see how your systems that are told of events stand, and tell them again")
    .addCommand(listWebhooksCommand(act), { isDefault: true })
    .addCommand(replayWebhookCommand(act))
    .addCommand(resumeWebhookCommand(act));
}
