import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type KeptRoot, readKeptRoots, readPair, verifyEvidence } from "@relance/evidence";
import { ConfigError } from "@relance/spec";
import { Command } from "commander";
import { withIdentity } from "../campaign/campaign-options.ts";
import { resolvePath } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { verdictText } from "../evidence/evidence-text.ts";
import { EXIT, usageError } from "../exit-code.ts";
import type { Host } from "../host.ts";
import { writeOut } from "../output/write-out.ts";
import { terminalOnly, type Work } from "../progress/progress.ts";
import type { Session } from "../session.ts";

type EvidenceOptions = Partial<{ out: string }>;

export function evidenceCommand(act: Act): Command {
  const command = new Command("evidence")
    .description("print the sealed events of one recipient or of all, as the lines that relance verify reads")
    .argument("<name>", "campaign")
    .argument("[key]", "the recipient's key in your system (default: all recipients)")
    .option("--out <file>", "file to write instead of stdout");
  return withIdentity(command).action(
    act.campaign(async ({ campaign, session }, key: string | undefined, { out }: EvidenceOptions) => {
      await writeOut(session, out, jsonLines(campaign.evidence(key)));
    }),
  );
}

async function* jsonLines(lines: AsyncIterable<unknown>): AsyncIterable<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

export function verifyCommand(act: Act): Command {
  return new Command("verify")
    .description("check a file of relance evidence without a database (exit 4 if a check fails)")
    .argument("<file>", "what relance evidence wrote")
    .option(
      "--root <root>",
      "a root stored elsewhere: a file (report as JSON, webhook bodies) or NUMBER:CHAIN; may be repeated",
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
    .action(
      act(async (session, file: string, { root }: { root: readonly string[] }) => {
        const { host, output } = session;
        const kept = (await Promise.all(root.map((one) => readRoots(host, one)))).flat();
        const found = await verifyEvidence(readLines(session, file), kept);
        output.result({ ...found, holds: found.problems.length === 0 }, verdictText(found, kept.length));
        return found.problems.length === 0 ? EXIT.ok : EXIT.ledger;
      }),
    );
}

const CHECKING: Work = { doing: "checking", unit: "kB" };
const KB = 1_000;

async function* readLines(session: Session, file: string): AsyncIterable<string> {
  const path = resolvePath(session.host, file);
  const { size } = await stat(path).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  const input = createReadStream(path, "utf8");
  const progress = terminalOnly(session);
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      yield line;
      progress.work(CHECKING, Math.round(input.bytesRead / KB), { of: Math.round(size / KB) });
    }
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    progress.done();
    input.destroy();
  }
}

async function readRoots(host: Host, text: string): Promise<readonly KeptRoot[]> {
  const pair = readPair(text);
  if (pair !== undefined) return [pair];
  if (/^\d+:/.test(text)) {
    throw usageError(
      `--root ${text}: a chain has 43 letters, digits, - and _ after the number of its seal: copy it whole, such as from the end of the report`,
    );
  }
  const file = await readFile(resolvePath(host, text), "utf8").catch((cause: unknown) => {
    throw unreadable(text, cause);
  });
  const roots = readKeptRoots(file);
  if (roots.length > 0) return roots;
  throw new ConfigError(
    "config/invalid",
    `--root ${text}: it contains no seal; give a report made with --json, bodies of evidence.sealed webhooks, or NUMBER:CHAIN`,
  );
}

function unreadable(file: string, cause: unknown): ConfigError {
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  const fact =
    code === " (ENOENT)"
      ? `there is no file ${file}; relance evidence NAME --out FILE writes one`
      : `${file} cannot be read${code}`;
  return new ConfigError("config/not-found", fact, { cause });
}
