import { open, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type BounceReading, readBounce, type Verdict } from "@relance/bounces";
import { ConfigError } from "@relance/spec";
import { Command } from "commander";
import type { Act } from "../command.ts";
import { onOneLine } from "../output/printable.ts";
import { counted } from "../output/wording.ts";

export function bouncesCommand(act: Act): Command {
  return new Command("bounces")
    .description("read delivery reports and complaints, and print the verdict of each mail")
    .argument("<paths...>", "mails, or folders of mails")
    .action(
      act(async ({ host, output }, paths: string[]) => {
        const rows: Pick<VerdictRow, "verdict" | "kind">[] = [];
        for (const path of paths) {
          for (const file of await mailFiles(host.cwd, path)) {
            const mail = await readMail(host.cwd, file);
            const row = mail === undefined ? unreadRow(file) : verdictRow(file, await readBounce(mail));
            output.result(row, verdictText(row));
            rows.push({ verdict: row.verdict, kind: row.kind });
          }
        }
        const how = (word: string) => `${rows.filter(({ verdict }) => verdict === word).length} ${word}`;
        const complaints = rows.filter(({ kind }) => kind === "complaint").length;
        const among = complaints === 0 ? "" : `, among them ${counted(complaints, "complaint")}`;
        output.note(
          `${counted(rows.length, "mail")}: ${["permanent", "temporary", "not-a-bounce"].map(how).join(", ")}${among}`,
        );
      }),
    );
}

/** Maximum bytes to read of a mail: the size limit plus one, to detect a larger mail. */
const READ_BYTES = 8_388_609;

/** Returns the mail files at a path. Pipes and devices in a folder are skipped. */
async function mailFiles(cwd: string, path: string): Promise<readonly string[]> {
  const found = await stat(resolve(cwd, path)).catch(() => undefined);
  if (found === undefined) throw new ConfigError("config/not-found", `${path} does not exist`);
  if (!found.isDirectory()) {
    if (!found.isFile()) throw new ConfigError("config/not-found", `${path} is neither a file nor a folder`);
    return [path];
  }
  const entries = await readdir(resolve(cwd, path), { recursive: true, withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const whole = join(entry.parentPath, entry.name);
    const isLinked = entry.isSymbolicLink() && (await stat(whole).catch(() => undefined))?.isFile();
    if (entry.isFile() || isLinked) files.push(join(path, whole.slice(resolve(cwd, path).length)));
  }
  return files.sort();
}

async function readMail(cwd: string, file: string): Promise<Uint8Array | undefined> {
  try {
    await using handle = await open(resolve(cwd, file));
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, READ_BYTES));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } catch {
    return undefined;
  }
}

interface VerdictRow {
  readonly file: string;
  readonly kind: BounceReading["kind"];
  readonly verdict: VerdictWord;
  readonly detail?: string;
  readonly recipients: readonly RecipientRow[];
}

interface RecipientRow {
  readonly address: string;
  readonly action: string;
  readonly status: string;
  readonly verdict: VerdictWord;
  readonly permanent: boolean;
  readonly reason: string;
}

type VerdictWord = Exclude<Verdict, "none"> | "not-a-bounce";

function verdictRow(file: string, reading: BounceReading): VerdictRow {
  const recipients = recipientsOf(reading);
  const { kind } = reading;
  const found = (["permanent", "temporary"] as const).find((word) =>
    recipients.some(({ verdict }) => verdict === word),
  );
  const detail = "why" in reading ? reading.why : "feedback" in reading ? reading.feedback : undefined;
  const verdict = found ?? "not-a-bounce";
  return { file, kind, verdict, ...(detail === undefined ? {} : { detail }), recipients };
}

/** Returns the row of a mail that cannot be read. The other mails are still classified. */
function unreadRow(file: string): VerdictRow {
  return { file, kind: "unreadable", verdict: "not-a-bounce", detail: "not-readable", recipients: [] };
}

function recipientsOf(reading: BounceReading): readonly RecipientRow[] {
  if (reading.kind === "delivery-report") {
    return reading.recipients.map(({ address, action, status, verdict, reason }) => {
      const permanent = verdict === "permanent";
      return { address, action, status, verdict: verdict === "none" ? "not-a-bounce" : verdict, permanent, reason };
    });
  }
  if (reading.kind !== "complaint") return [];
  const complained = { action: "", status: "", verdict: "not-a-bounce", permanent: false } as const;
  return reading.recipients.map((address) => ({ address, ...complained, reason: "complaint" }));
}

function verdictText({ file, kind, detail, recipients }: VerdictRow): string {
  if (recipients.length === 0) return onOneLine(`${file}: ${[kind, detail].filter(Boolean).join(", ")}`);
  return recipients
    .map(({ address, action, status, verdict, reason }) =>
      onOneLine(`${file}: ${[address, action, status, verdict, reason].filter(Boolean).join(" ")}`),
    )
    .join("\n");
}
