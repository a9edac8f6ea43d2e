import type { AcknowledgeEvent, AcknowledgeResult } from "@relance/spec";
import { z } from "zod";

/** What is answered for one item: the engine's result, or why the item never reached it. */
export type ItemResult = AcknowledgeResult & { readonly advice?: string };

const name = z
  .string("write text")
  .min(1, "must not be empty")
  .max(255, "write at most 255 characters")
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "must be text, without NUL characters");

const item: z.ZodType<AcknowledgeEvent> = z.strictObject(
  {
    key: name,
    on: name.optional(),
    occurredAt: z.iso
      .datetime({ offset: true, error: "write an instant such as 2013-08-15T21:59:00Z" })
      .transform((text) => new Date(text))
      .optional(),
    id: name.optional(),
    answer: name.optional(),
    revoke: z.boolean("write true or false").optional(),
    tenant: name.optional(),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? "the fields are key, on, occurredAt, id, answer, revoke, tenant" : undefined,
  },
);

/** Reads one item of the body; an item that does not read is refused alone. */
export function readAcknowledgeItem(
  raw: unknown,
): { readonly event: AcknowledgeEvent } | { readonly refused: ItemResult } {
  const read = item.safeParse(raw);
  if (read.success) return { event: read.data };
  const [issue] = read.error.issues;
  const path = issue?.path.join(".") ?? "";
  const code = path === "key" ? "message/bad-key" : "webhook/unreadable";
  const advice = [path, issue?.message].filter(Boolean).join(": ");
  return { refused: { status: "refused", code, advice } };
}
