import { Command } from "commander";
import type { Act } from "../command.ts";
import { diagnose } from "../doctor/diagnose.ts";
import type { Diagnosis } from "../doctor/diagnosis.ts";
import { EXIT } from "../exit-code.ts";
import { onOneLine } from "../output/printable.ts";

const SIGNS: Readonly<Record<Diagnosis["status"], string>> = { ok: "✓", warn: "!", fail: "✗" };

export function doctorCommand(act: Act): Command {
  return new Command("doctor")
    .description("look at Node, store, configuration, providers and clock (exit 1 where something is wrong)")
    .option("--probe", "ask the providers in capture mode too; no message is sent")
    .action(
      act(async (session, { probe = false }: { readonly probe?: boolean | undefined }) => {
        let isWell = true;
        for await (const diagnosis of diagnose(session, probe)) {
          const { check, status, fact } = diagnosis;
          session.output.result(diagnosis, onOneLine(`${SIGNS[status]} ${check.padEnd(12)} ${fact}`));
          if (status === "fail") isWell = false;
        }
        return isWell ? EXIT.ok : EXIT.mistakes;
      }),
    );
}
