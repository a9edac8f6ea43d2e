import type { KeptAttachment } from "@relance/spec";
import { counted } from "./number-text.ts";

export function attachmentText({ filename, contentType, bytes }: KeptAttachment): string {
  const facts = [...(contentType === undefined ? [] : [contentType]), counted(bytes, "byte", "bytes")];
  return `attached: ${filename} (${facts.join(", ")})`;
}
