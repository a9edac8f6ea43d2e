import type { Channel, ContentOf, KeptContent } from "@relance/spec";

/** Replaces each attachment with its size in bytes, so that no attachment is stored. */
export function keptContent(content: ContentOf<Channel>): KeptContent {
  if (!("attachments" in content)) return content;
  const { attachments, ...rest } = content;
  if (attachments === undefined) return rest;
  const kept = attachments.map(({ filename, contentType, base64 }) => ({
    filename,
    contentType,
    bytes: Buffer.byteLength(base64, "base64"),
  }));
  return { ...rest, attachments: kept };
}
