import { Command } from "commander";
import type { Forgotten } from "relance";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import type { Act } from "../command.ts";
import { counted } from "../output/number-text.ts";

interface ForgetCommandOptions extends AccountableOptions {
  readonly tenant: string;
  readonly unknown?: boolean | undefined;
}

export function forgetCommand(act: Act): Command {
  const command = new Command("forget")
    .description("take people out of every campaign for good")
    .argument("<keys...>", "the people's keys in your system")
    .option("--tenant <tenant>", "whose people they are", "")
    .option("--unknown", "also keys about which nothing is here: whoever comes with one later is refused");
  return withAccountability(command).action(
    act.gateway(
      async ({ gateway, output }, keys: string[], { as: actor, reason, tenant, unknown }: ForgetCommandOptions) => {
        const forgotten = await gateway.forget(keys, { actor, reason, tenant, unknown });
        output.result({ people: keys.length, ...forgotten }, summary(keys.length, forgotten));
      },
    ),
  );
}

function summary(people: number, { enrollments, cancelled }: Forgotten): string {
  if (enrollments === 0) {
    const [keys, one] = people === 1 ? ["this key", "it"] : ["these keys", "one of them"];
    return `nothing of ${keys} is left here; whoever comes with ${one} later is refused`;
  }
  const who = counted(people, "person is", "people are");
  const matters = `${counted(enrollments, "matter", "matters")}, of which ${cancelled} open`;
  return `${who} forgotten: ${matters}; what came in and matched no recipient is deleted after seven days`;
}
