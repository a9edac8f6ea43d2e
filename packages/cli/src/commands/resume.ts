import { Command } from "commander";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import { type IdentityOptions, identityOf, withIdentity } from "../campaign/identity-options.ts";
import { type LaneOptions, laneScope, laneText, stillText, unseenText, withLanes } from "../campaign/lane-options.ts";
import { readRate } from "../campaign/read-rate.ts";
import type { Act } from "../command.ts";

interface ResumeCommandOptions extends IdentityOptions, AccountableOptions, LaneOptions {
  readonly override?: boolean | undefined;
  readonly rate?: number | undefined;
}

export function resumeCommand(act: Act): Command {
  const command = new Command("resume")
    .description("send again after a pause")
    .argument("<name>", "campaign")
    .option("--override", "also where the watch holds it, or leads people another way")
    .option("--rate <rate>", "at most so many a second and lane, such as 20/s; none = no limit of yours", readRate);
  return withAccountability(withIdentity(withLanes(command))).action(
    act.gateway(async ({ gateway, output }, name: string, options: ResumeCommandOptions) => {
      const { as: actor, reason, step, provider, slice, override, rate } = options;
      const perSecond = rate === Number.POSITIVE_INFINITY ? null : rate;
      const campaign = await gateway.campaigns.get(name, identityOf(options));
      const order = { actor, reason, ...laneScope(options), override, perSecond };
      const { still, ...did } = await campaign.resume(order);
      output.result(
        { resumed: name, step, provider, slice, override, perSecond, actor, reason, ...did, still },
        `${name} sends again${laneText(options)}${unseenText(options, did)}${stillText(still)}`,
      );
    }),
  );
}
