#!/usr/bin/env node
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { nearName, shellWord } from "@relance/cli/project";
import { channelsIn, createProject, isFree, storeIn } from "./create-project.ts";

const HELP = `npm create relance [folder] -- [--channels sms,email] [--store sqlite|postgres]

  folder      a new or empty one (default: relance-app)
  --channels  sms, email or sms,email (default: sms,email)
  --store     sqlite, a file, or postgres, a database under DATABASE_URL (default: sqlite)
`;
const TAKEN = { channels: "sms, email or sms,email", store: "sqlite or postgres" };

class UsageError extends Error {}

const OPTIONS = {
  channels: { type: "string", default: "sms,email" },
  store: { type: "string", default: "sqlite" },
  help: { type: "boolean", short: "h" },
} as const;

function readWords() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
    if (positionals.length > 1) throw new UsageError("name only one folder");
    return { ...values, folder: positionals[0] ?? "relance-app" };
  } catch (error) {
    const [sentence = ""] = error instanceof Error ? error.message.split(". ") : [];
    const [, unknown = ""] = /^Unknown option '--([^']+)'/.exec(sentence) ?? [];
    const near = nearName(unknown, Object.keys(OPTIONS));
    const advice = near === undefined ? "--help lists the options" : `did you mean --${near}?`;
    throw new UsageError(`${sentence.replace(/\.$/, "")}; ${advice}`);
  }
}

function understood<T>(option: keyof typeof TAKEN, text: string, read: (text: string) => T | undefined): T {
  const found = read(text);
  if (found === undefined) throw new UsageError(`--${option} does not take "${text}"; write ${TAKEN[option]}`);
  return found;
}

function create({ folder, ...words }: ReturnType<typeof readWords>): void {
  const channels = understood("channels", words.channels, channelsIn);
  const store = understood("store", words.store, storeIn);
  const place = resolve(folder);
  if (folder.trim() === "") throw new UsageError("name a folder");
  if (!isFree(place)) throw new UsageError(`${folder} is taken; name a new or an empty folder`);
  for (const path of createProject(place, { channels, store })) process.stdout.write(`wrote ${path}\n`);
  const inside = relative(process.cwd(), place);
  const database = store === "postgres" ? "  # write your database into .env: DATABASE_URL\n" : "";
  process.stdout.write(`
Channels: ${channels.join(", ")}. Store: ${store}. No message is sent, because delivery is "capture". Next:
${inside === "" ? "" : `  cd ${shellWord(inside)}\n`}  npm install    # while relance is not on npm: npm install ../tarballs/*.tgz, all of its tarballs together
  npm test
  npm run dev    # in a browser: read, press, reply, advance the clock
${database}  npm start      # enroll three recipients, send and listen
`);
}

// if stdout is closed, as in `create-relance … | head`, the project is still written
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

try {
  const words = readWords();
  if (words.help === true) process.stdout.write(HELP);
  else create(words);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`create-relance: ${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
