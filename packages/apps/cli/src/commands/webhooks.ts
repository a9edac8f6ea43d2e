import { Command, Option } from "commander";
import type { ReplayFrom, WebhookState } from "relance";
import { readSince } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT, usageError } from "../exit-code.ts";
import { onOneLine } from "../output/printable.ts";
import { counted, numberText } from "../output/wording.ts";

export function webhooksCommand(act: Act): Command {
  return new Command("webhooks")
    .description("show the status of your systems that receive events, and redeliver")
    .addCommand(listWebhooksCommand(act), { isDefault: true })
    .addCommand(replayWebhookCommand(act))
    .addCommand(resumeWebhookCommand(act));
}

function listWebhooksCommand(act: Act): Command {
  return new Command("list").description("print the status of each webhook").action(
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

function replayWebhookCommand(act: Act): Command {
  return new Command("replay")
    .description("tell a webhook again, under the same ids, what has happened since")
    .argument("<name>", "webhook")
    .option("--since <instant>", "an instant, or a duration ago, such as 2h", readSince)
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

function resumeWebhookCommand(act: Act): Command {
  return new Command("resume")
    .description("resume a stopped webhook, and retry immediately what failed")
    .argument("<name>", "webhook")
    .action(
      act.gateway(async ({ gateway, output }, name: string) => {
        await gateway.webhooks.resume(name);
        output.result({ name }, `${name} goes on`);
      }),
    );
}

function webhookText(state: WebhookState): string {
  return onOneLine(`${state.name.padEnd(12)} ${state.status.padEnd(8)} ${webhookFacts(state)}`);
}

/** What waits, what failed and why, what was told; and the command that fits. */
export function webhookFacts(state: WebhookState): string {
  if (state.status === "waiting") return "no worker has told it anything";
  const { name, stopped, parked, code, nextTryAt, told, toldAt, lost } = state;
  const facts = [
    stopped === undefined ? "" : `${stopped.why} since ${stopped.at.toISOString()}`,
    waitsText(state),
    parked === 0
      ? ""
      : `${counted(parked, "request", "requests")} failed (${code ?? "unknown"})${stopped ? "" : nextText(nextTryAt)}`,
    toldAt === undefined ? "nothing told yet" : `${numberText(told)} told, last ${toldAt.toISOString()}`,
    lost === 0 ? "" : `${numberText(lost)} lost`,
  ];
  const remedy = stopped === undefined ? "" : `: ${remedyOf(name, stopped.why)}`;
  return facts.filter((fact) => fact !== "").join(" · ") + remedy;
}

function waitsText({ backlog: { events, isMore, oldestAt } }: WebhookState): string {
  if (events === 0 && !isMore) return "nothing waits";
  const since = oldestAt === undefined ? "" : ` since ${oldestAt.toISOString()}`;
  return `${isMore ? "at least " : ""}${counted(events, "event waits", "events wait")}${since}`;
}

function nextText(at: Date | undefined): string {
  return at === undefined ? "" : `, next try ${at.toISOString()}`;
}

function remedyOf(name: string, why: NonNullable<WebhookState["stopped"]>["why"]): string {
  return why === "events/cursor-expired"
    ? `relance webhooks replay ${name} --since INSTANT`
    : `relance webhooks resume ${name}`;
}
