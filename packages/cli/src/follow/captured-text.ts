import type { CapturedRow, KeptAttachment } from "@relance/spec";
import { attachmentText } from "../output/attachment-text.ts";
import { onOneLine, printable } from "../output/printable.ts";

/** A captured message as its reader would have seen it. */
export function capturedText({ attemptId, at, provider, channel, to, content }: CapturedRow): string {
  const address = channel === "push" ? "a push subscription" : to;
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
