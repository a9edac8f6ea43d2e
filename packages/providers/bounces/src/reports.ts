import { judge } from "./judge.ts";
import { NO_MAILBOX } from "./phrases.ts";
import { aboutRecipient, proseLines } from "./prose-report.ts";
import { type Action, MAX_RECIPIENTS, type ReportedRecipient, typedAddress } from "./reading.ts";
import { codesIn } from "./reason.ts";
import { type Fields, readBlocks, readField } from "./take-apart.ts";

const ACTIONS: readonly (readonly [Action, RegExp])[] = [
  ["failed", /^(?:fail|expire|error|reject|undeliver|bounce|permanent)/],
  ["delayed", /^(?:delay|defer|transient|retry|temporary)/],
  ["delivered", /^deliver/],
  ["relayed", /^relay/],
  ["expanded", /^expand/],
];

/** Reads the fields of RFC 3464, one block per recipient. If the fields state no reason, the mail's `prose` decides. */
export function readStandardReport(status: string, prose: string): readonly ReportedRecipient[] {
  const lines = proseLines(prose);
  const blocks = joinHalves(readBlocks(status));
  const all = blocks.map(readAddress).filter((address) => address !== undefined);
  const found: ReportedRecipient[] = [];
  for (const block of blocks) {
    const recipient = readRecipient(block, lines, all);
    if (recipient !== undefined) found.push(recipient);
    if (found.length >= MAX_RECIPIENTS) break;
  }
  return found;
}

function readAddress(block: Fields): string | undefined {
  const fields = ["final-recipient", "original-recipient", "x-actual-recipient"];
  return fields.map((name) => typedAddress(readField(block, name))).find((address) => address !== undefined);
}

function readRecipient(block: Fields, lines: readonly string[], all: readonly string[]): ReportedRecipient | undefined {
  const address = readAddress(block);
  if (address === undefined) return undefined;
  const original = typedAddress(readField(block, "original-recipient"));
  const status = readField(block, "status");
  const words = readDiagnosis(block);
  const action = readAction(readField(block, "action"), status, words);
  if (action === undefined) return undefined;
  const about = aboutRecipient(lines, address, all);
  const isUnix = /^\s{0,4}x-unix/i.test(readField(block, "diagnostic-code")) && !NO_MAILBOX.test(`${words}\n${about}`);
  if (isUnix && action === "failed") return { address, original, action, ...ofProgram(status) };
  return { address, original, action, ...judge({ address, action, status, words, prose: about }) };
}

/** The result for a recipient whose delivery program failed. The output of the program does not concern the address. */
function ofProgram(status: string): Pick<ReportedRecipient, "status" | "verdict" | "reason"> {
  return { status: codesIn(status).enhanced, verdict: "temporary", reason: "system" };
}

function readDiagnosis(block: Fields): string {
  const values = ["diagnostic-code", "x-supplementary-info", "smtp-remote-response"].flatMap(
    (name) => block.get(name) ?? [],
  );
  const inStatus = /\(([^()]{3,300})\)/.exec(readField(block, "status"))?.[1] ?? "";
  return [...values.map((value) => value.replace(/^[\w.-]{1,40}\s*;\s*/, "")), inStatus].join(" ").trim();
}

function readAction(action: string, status: string, words: string): Action | undefined {
  const plain = action.toLowerCase().replace(/^[^a-z]+/, "");
  const known = ACTIONS.find(([, pattern]) => pattern.test(plain))?.[0];
  if (known !== undefined) return known;
  const { enhanced, reply } = codesIn(`${status} ${words}`);
  if (enhanced.startsWith("5.") || reply >= 500) return "failed";
  if (enhanced.startsWith("4.") || reply >= 400) return "delayed";
  return /(?<![\d.])2\.\d+\.\d+/.test(status) ? "delivered" : undefined;
}

/** Joins the address and the result of a recipient if the server separated them by an empty line. */
function joinHalves(blocks: readonly Fields[]): readonly Fields[] {
  const joined: Fields[] = [];
  for (const block of blocks) {
    const before = joined.at(-1);
    const isHalf = before !== undefined && isNamed(before) && !isTold(before) && !isNamed(block) && isTold(block);
    if (isHalf) joined[joined.length - 1] = new Map([...before, ...block]);
    else joined.push(block);
  }
  return joined;
}

function isNamed(block: Fields): boolean {
  return block.has("final-recipient") || block.has("original-recipient");
}

function isTold(block: Fields): boolean {
  return block.has("action") || block.has("status") || block.has("diagnostic-code");
}
