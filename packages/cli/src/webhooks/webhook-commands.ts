import { Command, Option } from "commander";
import type { ReplayFrom } from "relance";
import { readSince } from "../campaign/read-instant.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { usageError } from "../usage-error.ts";
import { webhookText } from "./webhook-text.ts";

export function listWebhooksCommand(act: Act): Command {
  return new Command("list").description("print how each webhook stands").action(
    act.gateway(async ({ gateway, output }) => {
      const states = await gateway.webhooks.list();
      for (const state of states) output.result(state, webhookText(state));
      if (states.length === 0) output.note("no webhooks are configured");
    }),
  );
}

interface ReplayOptions {
  readonly since?: Date | undefined;
  readonly cursor?: string | undefined;
}

export function replayWebhookCommand(act: Act): Command {
  return new Command("replay")
    .description("tell a webhook again, under the same ids, what has happened since")
    .argument("<name>", "webhook")
    .option("--since <instant>", "an instant, or so long ago, such as 2h", readSince)
    .addOption(
      new Option("--cursor <cursor>", "after this cursor of the events, as relance events printed it").conflicts(
        "since",
      ),
    )
    .action(
      act(async (session, name: string, { since, cursor }: ReplayOptions) => {
        const from: ReplayFrom | undefined =
          since !== undefined ? { since } : cursor !== undefined ? { cursor } : undefined;
        if (from === undefined) throw usageError("Say from where: --since or --cursor.");
        return withGateway(session, async ({ gateway }) => {
          await gateway.webhooks.replay(name, from);
          const after = since === undefined ? `after ${cursor}` : `since ${since.toISOString()}`;
          session.output.result({ name, ...from }, `${name} hears again what has happened ${after}`);
          return EXIT.ok;
        });
      }),
    );
}

export function resumeWebhookCommand(act: Act): Command {
  return new Command("resume")
    .description("go on with a webhook that was stopped, and try at once what failed")
    .argument("<name>", "webhook")
    .action(
      act.gateway(async ({ gateway, output }, name: string) => {
        await gateway.webhooks.resume(name);
        output.result({ name }, `${name} goes on`);
      }),
    );
}
