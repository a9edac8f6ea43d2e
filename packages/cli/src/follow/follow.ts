import { setTimeout as pause } from "node:timers/promises";
import { steeringWords } from "@relance/core";
import type { CapturedRow, KeptAttachment, RelanceEvent } from "@relance/spec";
import { onOneLine, printable, shownAddress } from "../output/printable.ts";
import { attachmentText, campaignLabel } from "../output/wording.ts";
import type { Session } from "../session.ts";

/** Time between two looks at the end of what there is, in milliseconds. */
const LOOK_MS = 500;

/**
 * Reads page after page with `turn`, which answers how many rows it showed. With `isFollowing` it goes on at the end
 * until a signal, or until nobody reads stdout any more.
 */
export async function follow(session: Session, isFollowing: boolean, turn: () => Promise<number>): Promise<void> {
  const { stop, host } = session;
  if (isFollowing) stop.listen(() => {});
  while (!stop.signal.aborted && host.stdout.writable) {
    if ((await turn()) > 0) continue;
    if (!isFollowing) return;
    await pause(LOOK_MS, undefined, { signal: stop.signal }).catch(() => {});
  }
}

/** One event on one line. */
export function eventText(event: RelanceEvent): string {
  const { at, type, campaign, key, step, provider, attemptId, cause, answer, late, by, steering } = event;
  const about = step ?? steering?.step;
  const facts = [
    campaignLabel(campaign),
    key,
    about === undefined ? undefined : `step ${about}`,
    provider ?? steering?.provider,
    steering?.destination,
    steering === undefined ? undefined : steeringWords(steering),
    attemptId === undefined ? undefined : `attempt ${attemptId}`,
    event.line === undefined ? undefined : `line ${event.line}`,
    event.reason,
    cause === "none" ? undefined : cause,
    answer,
    by,
    late === true ? "late" : undefined,
  ].filter((fact) => fact !== undefined && fact !== "");
  return onOneLine(`${at.toISOString()}  ${type.padEnd(24)} ${facts.join(" · ")}`);
}

/** A captured message as its reader would have seen it. */
export function capturedText({ attemptId, at, provider, channel, to, content }: CapturedRow): string {
  const address = shownAddress(channel, to);
  const head = onOneLine(`── ${at.toISOString()}  ${provider} → ${address}  attempt ${attemptId}`);
  return `${head}\n${printable(bodyOf(content))}\n`;
}

function bodyOf(content: unknown): string {
  if (typeof content !== "object" || content === null) return String(content);
  const { subject, title, text, body, url, html, attachments } = content as Record<string, unknown>;
  const lines = [
    subject === undefined ? undefined : `Subject: ${subject}\n`,
    title,
    text ?? body,
    url,
    html === undefined ? undefined : "(and the same as HTML; --json shows it)",
    ...((attachments ?? []) as readonly KeptAttachment[]).map((one) => `(${attachmentText(one)})`),
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}
