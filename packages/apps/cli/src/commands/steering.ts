import type { PauseEffect } from "@relance/engine";
import { Command } from "commander";
import {
  type AccountableOptions,
  type QueueOptions,
  queueScope,
  queueText,
  stillText,
  unseenText,
  withAccountability,
  withIdentity,
  withQueues,
} from "../campaign/campaign-options.ts";
import { orderRecipients, printOutcome, type RecipientCommand } from "../campaign/order-command.ts";
import { readRate, readReview } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { EXIT, usageError } from "../exit-code.ts";
import { counted } from "../output/wording.ts";

/** The default time after which a pause must be reviewed. A forgotten pause would otherwise lose recipients. */
const REVIEW = "1h";

type PauseOptions = AccountableOptions & QueueOptions & Partial<{ review: Date; via: string; wait: boolean }>;

function effectText({ waiting, rerouted, ways }: PauseEffect, { destination }: PauseOptions): string {
  const most = destination === undefined ? "" : "at most ";
  const waits = `${most}${counted(waiting, "recipient waits", "recipients wait")}`;
  if (ways.length === 0) return waits;
  return `${waits}, ${most}${counted(rerouted, "recipient is", "recipients are")} rerouted through ${ways.join(", ")}`;
}

export function pauseCommand(act: Act): Command {
  const command = new Command("pause")
    .description("stop sending; relance still records answers, and deadlines pass")
    .argument("<name>", "campaign")
    .option("--via <provider>", "recipients of --provider use this one (default: the next one of their route)")
    .option("--wait", "recipients of --provider wait")
    .option("--review <when>", "when to review the pause: an instant, or 30m, 2h (default: 1h)", readReview);
  return withAccountability(withIdentity(withQueues(command))).action(
    act.campaign(async ({ campaign, name, output }, options: PauseOptions) => {
      const { as: actor, reason, review: reviewAt = readReview(REVIEW), provider, via, wait } = options;
      const { step, destination } = options;
      if ((via ?? wait) !== undefined && provider === undefined) throw usageError("--via and --wait need --provider");
      if (via !== undefined && wait !== undefined) throw usageError("give --via or --wait, not both");
      const did = await campaign.pause({ actor, reason, reviewAt, ...queueScope(options), via, wait });
      const at = reviewAt.toISOString();
      output.result(
        { paused: name, step, provider, destination, via, wait, actor, reason, reviewAt: at, ...did },
        `${name} is paused${queueText(options)}; ${effectText(did, options)}
  review it by ${at}, otherwise it becomes an incident${unseenText(options, did)}`,
      );
    }),
  );
}

const SPENT = "\n  the budget does not cover the next message and stops it again (relance extend --budget raises it)";

type ResumeCommandOptions = AccountableOptions & QueueOptions & Partial<{ override: boolean; rate: number }>;

const RESUME: RecipientCommand = {
  give: (campaign, keys, by) => campaign.resume(keys, by),
  said: (moved) => `${counted(moved, "recipient is", "recipients are")} resumed`,
  unmoved: "is not resumed: still open, confirmed, out of time (relance extend), or without a contact",
};

export function resumeCommand(act: Act): Command {
  const command = new Command("resume")
    .description("resume sending after a pause; with keys: resume recipients whose steps have ended")
    .argument("<name>", "campaign")
    .argument("[keys...]", "the recipients' keys in your system (exit 1 if one is not resumed)")
    .option("--override", "also resume queues that the watch holds or reroutes")
    .option("--rate <rate>", "at most this many a second and queue, such as 20/s; none removes your limit", readRate);
  return withAccountability(withIdentity(withQueues(command))).action(
    act.campaign(async ({ campaign, name, output }, keys: string[], options: ResumeCommandOptions) => {
      const { as: actor, reason, step, provider, destination, override, rate, ifVersion } = options;
      if (keys.length > 0) {
        if ([step, provider, destination, override, rate, ifVersion].some((given) => given !== undefined))
          throw usageError("with keys, leave out the options that name queues");
        return printOutcome(output, await orderRecipients(RESUME, campaign, keys, options));
      }
      const perSecond = rate === Number.POSITIVE_INFINITY ? null : rate;
      const order = { actor, reason, ...queueScope(options), override, perSecond };
      const { still, ...did } = await campaign.resume(order);
      const { budget: { limit = 0, spent = 0, wanted = 0 } = {} } = await campaign.ledger();
      const isHeldAgain = override === true && spent + wanted > limit;
      output.result(
        { resumed: name, step, provider, destination, override, perSecond, actor, reason, ...did, still },
        `${name} sends again${queueText(options)}${unseenText(options, did)}${stillText(still)}${isHeldAgain ? SPENT : ""}`,
      );
      return EXIT.ok;
    }),
  );
}

export function throttleCommand(act: Act): Command {
  const command = new Command("throttle")
    .description("limit the sending rate; --rate none removes the limit")
    .argument("<name>", "campaign")
    .requiredOption(
      "--rate <rate>",
      "at most this many a second and queue, such as 20/s or 90/m; none removes your limit",
      readRate,
    );
  return withAccountability(withIdentity(withQueues(command))).action(
    act.campaign(async ({ campaign, name, output }, options: AccountableOptions & QueueOptions & { rate: number }) => {
      const { as: actor, reason, step, provider, destination, rate } = options;
      const perSecond = rate === Number.POSITIVE_INFINITY ? null : rate;
      const did = await campaign.throttle({ actor, reason, ...queueScope(options), perSecond });
      const pace = perSecond === null ? "as fast as allowed" : `at most ${Number(perSecond.toFixed(3))}/s per queue`;
      output.result(
        { throttled: name, step, provider, destination, perSecond, actor, reason, ...did },
        `${name} sends ${pace}${queueText(options)}${unseenText(options, did)}`,
      );
    }),
  );
}
