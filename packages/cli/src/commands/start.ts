import { Command } from "commander";
import type { Act } from "../command.ts";
import { withGateway } from "../config/with-gateway.ts";
import { EXIT } from "../exit-code.ts";
import { type StartFileOptions, startFile, withStartOptions } from "../start/start-file.ts";

/** `relance start`: enrolls, seals, and leaves; a worker sends. */
export function startCommand(act: Act): Command {
  const command = new Command("start")
    .description("enroll everybody, seal, and leave; a worker sends")
    .argument("<file>", "campaign file");
  return withStartOptions(command).action(
    act((session, file: string, options: StartFileOptions) =>
      withGateway(session, async (opened) => {
        const handle = await startFile(session, opened, file, options);
        if (handle === undefined) return EXIT.mistakes;
        session.output.note("relance worker, or relance run, sends");
        return EXIT.ok;
      }),
    ),
  );
}
