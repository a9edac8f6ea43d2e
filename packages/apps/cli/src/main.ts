import { formatProblem, type Problem, RelanceError } from "@relance/spec";
import { Command } from "commander";
import { parseIdentity } from "./campaign/campaign-options.ts";
import type { Act, Action, Worked } from "./command.ts";
import { COMMAND_GROUPS } from "./commands.ts";
import { type Opened, type OpenedCampaign, withGateway } from "./config/with-gateway.ts";
import { EXIT, type ExitCode, exitCodeFor, isSaidAlready, isUsageError, usageError } from "./exit-code.ts";
import type { Host } from "./host.ts";
import { printable } from "./output/printable.ts";
import { readProblems } from "./output/problem-sentence.ts";
import { pluginCommand } from "./plugin-command.ts";
import { createSession, type Session } from "./session.ts";
import { VERSION } from "./version.ts";
import { createStop } from "./worker/stop.ts";

/** Runs one command line. Returns its exit code. Returns the exit code. Never throws or ends the process. */
export async function main(argv: readonly string[], host: Host): Promise<number> {
  const stop = createStop(host);
  const json = argv.includes("--json");
  let session = createSession(host, { json }, stop);
  let code: ExitCode = EXIT.ok;
  function act<A extends unknown[]>(work: (session: Session, ...args: A) => Worked): Action<A> {
    return async function (...args) {
      session = createSession(host, this.optsWithGlobals(), stop);
      code = (await work(session, ...args)) ?? EXIT.ok;
    };
  }
  act.gateway = <A extends unknown[]>(work: (opened: Opened, ...args: A) => Worked): Action<A> =>
    act((session, ...args: A) => withGateway(session, (opened) => work(opened, ...args)));
  act.campaign = <A extends unknown[]>(work: (opened: OpenedCampaign, ...args: A) => Worked) =>
    async function (this: Command, name: string, ...args: A) {
      const identity = parseIdentity(this.opts());
      await act
        .gateway(async (opened) => {
          const campaign = await opened.gateway.campaigns.get(name, identity);
          return work({ ...opened, name, campaign }, ...args);
        })
        .call(this);
    };
  const program = createProgram(act, host, json);
  const running = addPluginCommand(program, argv, act, (flags) => createSession(host, flags, stop))
    .then(() => program.parseAsync(argv, { from: "user" }))
    .then(
      () => code,
      (error: unknown) => {
        if (!isSaidAlready(error)) reportError(session, error);
        return exitCodeFor(error);
      },
    );
  try {
    return await Promise.race([running, stop.forced]);
  } finally {
    stop.release();
  }
}

const SUCCESSORS: ReadonlyMap<string, string> = new Map([
  ["forget", "erase"],
  ["withdraw", "remove"],
  ["--people", "--recipients"],
  ["--if-epoch", "--if-version"],
  ["--price", "prices in the configuration"],
]);

const AFTER = `
Results go to stdout, remarks to stderr. Exit codes: 0 success, 1 mistakes found, 2 wrong usage,
3 store, 4 a ledger does not hold, 130 and 143 stopped by a second signal. docs/cli.md has every
command.`;

const HELP = "show the arguments and options of a command";

function createProgram(act: Act, host: Host, json: boolean): Command {
  const program = new Command("relance")
    .description("Every recipient is reached and confirmed, or escalated, or accounted for.")
    .version(VERSION, "-V, --version", "print the version")
    .option("-c, --config <file>", "configuration (default: RELANCE_CONFIG, else relance.config.ts here or above)")
    .option("--json", "results and progress as JSON lines")
    .option("-q, --quiet", "no remarks on stderr, no progress")
    .option("--verbose", "print details, and the stack of an error")
    .helpOption("-h, --help", "show arguments and options")
    .addHelpText("after", AFTER)
    .showHelpAfterError("relance --help lists the commands; relance COMMAND --help shows its arguments and options.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
      outputError(text, write) {
        const [, name = ""] = /unknown (?:command|option) '([\w-]+)'/.exec(text) ?? [];
        const instead = SUCCESSORS.get(name);
        const message = instead === undefined ? text.trim() : `error: ${name} is removed: write ${instead}`;
        if (json) throw usageError(message.replace(/^error: /, "").replace("\n", " "));
        write(`${message}\n`);
      },
      getOutHelpWidth: () => host.stdout.columns ?? 100,
      getErrHelpWidth: () => host.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const { options } = program;
  program.configureHelp({
    showGlobalOptions: true,
    visibleGlobalOptions: (command) =>
      command === program ? [] : options.filter((option) => option.attributeName() !== "version"),
  });
  for (const [heading, commands] of COMMAND_GROUPS) {
    program.commandsGroup(heading);
    for (const createCommand of commands) program.addCommand(settled(createCommand(act), program));
  }
  program.helpCommand("help [command]", HELP);
  return program;
}

/** Adds the commands of configured plugins. A command of relance with the same name has priority. */
async function addPluginCommand(
  program: Command,
  argv: readonly string[],
  act: Act,
  sessionOf: (flags: Parameters<typeof createSession>[1]) => Session,
): Promise<void> {
  const [word] = program.parseOptions([...argv]).operands;
  const known = ["help", ...program.commands.flatMap((command) => [command.name(), ...command.aliases()])];
  if (word === undefined || known.includes(word) || SUCCESSORS.has(word)) return;
  const command = await pluginCommand(word, known, sessionOf(program.opts()), act);
  if (command !== undefined) program.addCommand(settled(command, program));
}

/** Checks required options after unknown options, so that the error for `--untill` is "did you mean --until". */
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

function settled(command: Command, parent: Command, before = "relance"): Command {
  const name = `${before} ${command.name()}`;
  command.copyInheritedSettings(parent);
  const call = usageLine(command, name);
  command.showHelpAfterError(
    `${call === name ? "" : `write ${call}; `}${name} --help shows its arguments and options.`,
  );
  requireLate(command);
  if (command.commands.length > 0) command.helpCommand("help [command]", HELP);
  for (const one of command.commands) settled(one, command, name);
  return command;
}

function usageLine(command: Command, name: string): string {
  const words = command.registeredArguments.map((argument) => {
    const text = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${text}>` : `[${text}]`;
  });
  const needed = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  return [name, ...(command.commands.length > 0 ? ["<command>"] : []), ...words, ...needed].join(" ");
}

function reportError(session: Session, error: unknown): void {
  const { output, flags } = session;
  const problems = readProblems(error);
  if (output.isJson) {
    output.warn(JSON.stringify({ error: { code: errorCode(error), message: errorText(error), problems } }));
  } else {
    const code = RelanceError.is(error) ? error.code : "relance";
    output.warn(printable(`${code}: ${errorText(error)}`));
    const untold = problems.filter((problem) => problems.length > 1 || !isTold(problem, errorText(error)));
    for (const problem of untold) output.warn(printable(formatProblem(problem)));
  }
  if (flags.verbose === true) output.warn(errorStack(error));
  else if (!RelanceError.is(error) && !isUsageError(error)) output.note("--verbose shows where it happened");
}

function isTold({ file = "", line, advice }: Problem, message: string): boolean {
  return line === undefined && message.includes(advice) && message.includes(file);
}

function errorCode(error: unknown): string {
  if (RelanceError.is(error)) return error.code;
  return isUsageError(error) ? "usage" : "unexpected";
}

function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] ?? text;
}

function errorStack(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by: ${errorStack(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
