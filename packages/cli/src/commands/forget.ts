import { Command } from "commander";
import type { Forgotten } from "relance";
import { type AccountableOptions, withAccountability } from "../campaign/accountable-options.ts";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { counted } from "../output/number-text.ts";

interface ForgetCommandOptions extends AccountableOptions {
  readonly tenant: string;
  readonly unknown?: boolean | undefined;
}

/** `relance forget`: people are taken out of everything that is stored, for good. */
export function forgetCommand(act: Act): Command {
  const command = new Command("forget")
    .description("take people out of every campaign for good, and search the whole database for what is left")
    .argument("<keys...>", "the people's keys in your system")
    .option("--tenant <tenant>", "whose people they are", "")
    .option("--unknown", "also keys about which nothing is here: whoever comes with one later is refused");
  return withAccountability(command).action(
    act((session, keys: string[], { as: actor, reason, tenant, unknown }: ForgetCommandOptions) =>
      withGateway(session, async ({ gateway }) => {
        const { output } = session;
        const forgotten = await gateway.forget(keys, { actor, reason, tenant, unknown });
        output.result({ people: keys.length, ...forgotten }, summary(keys.length, forgotten));
        const { proof } = forgotten;
        for (const { place, count } of proof?.shared ?? [])
          output.note(
            `${counted(count, "row", "rows")} of ${place} had one of these texts too: it is others' as well`,
          );
        if (proof === undefined || proof.left === 0) return EXIT.ok;
        output.warn(
          "the database file still holds bytes of these people from before it wiped what it deletes: stop every process, run VACUUM on it, and repeat",
        );
        return EXIT.mistakes;
      }),
    ),
  );
}

function summary(people: number, { enrollments, cancelled, proof }: Forgotten): string {
  if (enrollments === 0) {
    const [keys, one] = people === 1 ? ["this key", "it"] : ["these keys", "one of them"];
    return `nothing of ${keys} is left here; whoever comes with ${one} later is refused`;
  }
  const who = counted(people, "person is", "people are");
  const matters = `${counted(enrollments, "matter", "matters")}, of which ${cancelled} open`;
  const looked =
    proof === undefined
      ? "this store cannot be searched"
      : `searched for ${counted(proof.texts, "text", "texts")} of theirs, ${proof.left === 0 ? "none" : proof.left} left`;
  return `${who} forgotten: ${matters}; ${looked}`;
}
