import { parseArgs } from "node:util";

/** Options of the demo. */
export interface DemoOptions {
  /** True if the campaign uses app, SMS and email. */
  readonly isChannels: boolean;
  readonly store: "sqlite" | "postgres";
  /**
   * Number of sending processes. Number of sending processes: with SQLite, one process sends and receives; with
   * PostgreSQL, a separate process receives.
   */
  readonly workers: number;
  readonly people: number;
  /** True if the demo prints a URL at which a browser shows the campaign. */
  readonly hasConsole: boolean;
  /** True if all printed lines stay on the screen. */
  readonly isVerbose: boolean;
  /** True if the demo ends after the ledger. */
  readonly isExit: boolean;
}

const OPTIONS = {
  channels: { type: "boolean", default: false },
  store: { type: "string", default: "sqlite" },
  workers: { type: "string", default: "1" },
  recipients: { type: "string" },
  console: { type: "boolean", default: false },
  verbose: { type: "boolean", default: false },
  exit: { type: "boolean", default: false },
} as const;

function parsed() {
  try {
    return parseArgs({ options: OPTIONS });
  } catch {
    return refuse(
      `the demo takes ${Object.keys(OPTIONS)
        .map((name) => `--${name}`)
        .join(", ")}`,
    );
  }
}

/** Parses the command-line options. For an invalid option, prints the mistake and ends the process. */
export function readOptions(): DemoOptions {
  const { values } = parsed();
  const { store, channels: isChannels } = values;
  const workers = Number(values.workers);
  const people = Number(values.recipients ?? (isChannels ? 1_000 : 2_000));
  if (store !== "sqlite" && store !== "postgres") return refuse("--store is sqlite or postgres");
  if (!Number.isInteger(workers) || workers < 1 || workers > 8) return refuse("--workers is 1 to 8");
  if (store === "sqlite" && workers > 1)
    return refuse("over SQLite one process sends and others stand by: --store postgres lets all of them");
  if (!Number.isInteger(people) || people < 50 || people > 20_000) return refuse("--recipients is 50 to 20000");
  if (isChannels && (store === "postgres" || people < 1_000))
    return refuse("--channels is over SQLite, for 1000 people or more: the watch judges no mail domain by fewer");
  return {
    isChannels,
    store,
    workers,
    people,
    hasConsole: values.console,
    isVerbose: values.verbose,
    isExit: values.exit,
  };
}

function refuse(advice: string): never {
  console.error(advice);
  process.exit(2);
}
