import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type KeptRoot, readKeptRoots, readPair, verifyEvidence } from "@relance/evidence";
import { ConfigError } from "@relance/spec";
import { Command } from "commander";
import { pathOf } from "../campaign/path-of.ts";
import type { Act } from "../command.ts";
import { verdictText } from "../evidence/verdict-text.ts";
import { EXIT } from "../exit-code.ts";
import type { Host } from "../host.ts";
import { usageError } from "../usage-error.ts";

interface VerifyOptions {
  readonly root: readonly string[];
}

export function verifyCommand(act: Act): Command {
  return new Command("verify")
    .description("check a file of relance evidence, without a database (exit 4 where something does not hold)")
    .argument("<file>", "what relance evidence wrote")
    .option(
      "--root <root>",
      "what was kept elsewhere: a file (a report as JSON, bodies of webhooks) or NUMBER:CHAIN; may be repeated",
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
    .action(
      act(async (session, file: string, { root }: VerifyOptions) => {
        const { host, output } = session;
        const kept = (await Promise.all(root.map((one) => rootsOf(host, one)))).flat();
        const found = await verifyEvidence(linesOf(host, file), kept);
        output.result({ ...found, holds: found.problems.length === 0 }, verdictText(found, kept.length));
        return found.problems.length === 0 ? EXIT.ok : EXIT.ledger;
      }),
    );
}

async function* linesOf(host: Host, file: string): AsyncIterable<string> {
  const input = createReadStream(pathOf(host, file), "utf8");
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    input.destroy();
  }
}

/** @throws {ConfigError} `config/invalid` when nothing was kept there */
async function rootsOf(host: Host, text: string): Promise<readonly KeptRoot[]> {
  const pair = readPair(text);
  if (pair !== undefined) return [pair];
  if (/^\d+:/.test(text)) {
    throw usageError(
      `--root ${text}: a chain has 43 letters, digits, - and _ behind the number of its seal: copy it whole, such as from the end of the report`,
    );
  }
  const file = await readFile(pathOf(host, text), "utf8").catch((cause: unknown) => {
    throw unreadable(text, cause);
  });
  const roots = readKeptRoots(file);
  if (roots.length > 0) return roots;
  throw new ConfigError(
    "config/invalid",
    `--root ${text}: no seal stands in it; give a report made with --json, bodies of evidence.sealed webhooks, or NUMBER:CHAIN`,
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
