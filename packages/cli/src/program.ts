import { Command } from "commander";
import type { Act } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import type { Host } from "./host.ts";
import { VERSION } from "./version.ts";

const AFTER = `
Results go to stdout, remarks to stderr. Exit codes: 0 well, 1 mistakes found, 2 wrong usage, 3 store,
4 a ledger does not hold, 130 and 143 left at once by a second signal. docs/cli.md has every command.`;

/** The whole command line, speaking to `host` and never ending the process. */
export function createProgram(act: Act, host: Host): Command {
  const program = new Command("relance")
    .description("Everybody of a campaign is reached and confirmed, or escalated, or accounted for.")
    .version(VERSION, "-V, --version", "print the version")
    .option("-c, --config <file>", "configuration (default: relance.config.ts in this folder)")
    .option("--json", "results and progress as JSON lines")
    .option("-q, --quiet", "no remarks on stderr, no progress")
    .option("--verbose", "say more, and show the stack of an error")
    .helpOption("-h, --help", "show what it takes")
    .addHelpText("after", AFTER)
    .showHelpAfterError("relance --help lists the commands; relance COMMAND --help shows what one takes.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
      getOutHelpWidth: () => host.stdout.columns ?? 100,
      getErrHelpWidth: () => host.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const commandOf of COMMANDS) {
    program.addCommand(settled(commandOf(act), program));
  }
  return program;
}

/**
 * Required options are asked for once all that was written is understood: `--untill` is answered with "did you mean --until",
 * and not with "--until is missing".
 */
function requireLate(command: Command): void {
  const required = command.options.filter(({ mandatory }) => mandatory);
  for (const option of required) option.makeOptionMandatory(false);
  command.hook("preAction", () => {
    const missing = required.find((option) => command.getOptionValue(option.attributeName()) === undefined);
    if (missing === undefined) return;
    command.error(`error: required option '${missing.flags}' not specified`, {
      code: "commander.missingMandatoryOptionValue",
    });
  });
}

/** A command, and the commands below it, speak and end as the whole does, and show how they are called where they were not. */
function settled(command: Command, parent: Command, before = "relance"): Command {
  const name = `${before} ${command.name()}`;
  command.copyInheritedSettings(parent);
  const call = callOf(command, name);
  command.showHelpAfterError(
    call === name ? `${name} --help shows what it takes.` : `write ${call}; ${name} --help says what each is.`,
  );
  requireLate(command);
  for (const one of command.commands) settled(one, command, name);
  return command;
}

/** What has to stand there, such as `relance pause <name> --as <who> --reason <why>`. */
function callOf(command: Command, name: string): string {
  const words = command.registeredArguments.map((argument) => {
    const text = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${text}>` : `[${text}]`;
  });
  const needed = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  return [name, ...(command.commands.length > 0 ? ["<command>"] : []), ...words, ...needed].join(" ");
}
