import { Command } from "commander";
import type { Act } from "../command.ts";
import { diagnose } from "../doctor/diagnose.ts";
import type { Diagnosis } from "../doctor/diagnosis.ts";
import { EXIT } from "../exit-code.ts";
import { foldLine } from "../output/columns.ts";
import { onOneLine } from "../output/printable.ts";

const SIGNS: Readonly<Record<Diagnosis["status"], string>> = { ok: "✓", warn: "!", fail: "✗" };

/** Width of the column of check names. */
const CHECK = 12;
const INDENT = CHECK + 3;

export function doctorCommand(act: Act): Command {
  return new Command("doctor")
    .description("check Node, store, configuration, providers and clock (exit 1 if something is wrong)")
    .option("--probe", "probe the providers in capture mode too; no message is sent")
    .action(
      act(async (session, { probe = false }: { readonly probe?: boolean | undefined }) => {
        let isWell = true;
        for await (const diagnosis of diagnose(session, probe)) {
          const { check, status, fact } = diagnosis;
          const line = onOneLine(`${SIGNS[status]} ${check.padEnd(CHECK)} ${fact}`);
          const { isTTY, columns = 0 } = session.host.stdout;
          session.output.result(diagnosis, isTTY === true ? foldLine(line, columns, INDENT) : line);
          if (status === "fail") isWell = false;
        }
        return isWell ? EXIT.ok : EXIT.mistakes;
      }),
    );
}
