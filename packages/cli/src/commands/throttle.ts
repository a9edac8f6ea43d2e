import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import { type LaneOptions, laneScope, laneText, unseenText, withLanes } from "../campaign/lane-options.ts";
import { readRate } from "../campaign/read-rate.ts";
import type { Act } from "../command.ts";

interface ThrottleCommandOptions extends IdentityOptions, AccountableOptions, LaneOptions {
  readonly rate: number;
}

export function throttleCommand(act: Act): Command {
  const command = new Command("throttle")
    .description("send more slowly, or with --rate none as fast as before; pauses stay as they are")
    .argument("<name>", "campaign")
    .requiredOption(
      "--rate <rate>",
      "at most so many a second and lane, such as 20/s or 90/m; none = no limit of yours",
      readRate,
    );
  return withAccountability(withIdentity(withLanes(command))).action(
    act.gateway(async ({ gateway, output }, name: string, options: ThrottleCommandOptions) => {
      const { as: actor, reason, step, provider, slice, rate } = options;
      const perSecond = rate === Number.POSITIVE_INFINITY ? null : rate;
      const campaign = await gateway.campaigns.get(name, identityOf(options));
      const did = await campaign.throttle({ actor, reason, ...laneScope(options), perSecond });
      const pace = perSecond === null ? "as fast as it may" : `at most ${Number(perSecond.toFixed(3))}/s a lane`;
      output.result(
        { throttled: name, step, provider, slice, perSecond, actor, reason, ...did },
        `${name} sends ${pace}${laneText(options)}${unseenText(options, did)}`,
      );
    }),
  );
}
