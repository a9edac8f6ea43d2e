import type { AcknowledgeRules, AnswerEffect } from "@relance/spec";
import * as z from "zod";
import { wait } from "./step-schema.ts";
import { strict, text } from "./strict-object.ts";

const ANSWER = /^[a-z][a-z0-9-]{0,39}$/;
const ANSWER_ADVICE = "write an answer in lower case, such as done, promise or wrong-person";
const EFFECT_ADVICE = "write close, next-contact, handover or { snooze: 72h }";
const METHOD_ADVICE = "list event, link or reply";
const LINK_ADVICE = 'write an address such as "https://example.org/register?id={{ key }}"';

const effect: z.ZodType<AnswerEffect> = z.union(
  [
    z.enum(["close", "next-contact", "handover"], { error: EFFECT_ADVICE }),
    strict({ snooze: wait.describe("How long to hold the ladder, such as 72h.") }, EFFECT_ADVICE),
  ],
  { error: EFFECT_ADVICE },
);

export const acknowledge: z.ZodType<AcknowledgeRules> = strict(
  {
    on: text(/^[\w][\w.-]{0,99}$/, "write the name of your event, such as re-registered")
      .optional()
      .describe("Name of the caller's event that says it happened."),
    by: z
      .array(z.enum(["event", "link", "reply"], { error: METHOD_ADVICE }), { error: METHOD_ADVICE })
      .min(1, { error: METHOD_ADVICE })
      .optional()
      .describe("Ways to acknowledge. Default [link]."),
    strength: z
      .enum(["gesture", "authenticated", "event"], { error: "write gesture, authenticated or event" })
      .optional()
      .describe("The least strength that closes; a weaker done acts as a promise. Default gesture."),
    answers: z
      .record(text(ANSWER, ANSWER_ADVICE), effect, {
        error: "write { done: close, promise: { snooze: 72h } }",
      })
      .refine((answers) => Object.keys(answers).length > 0, {
        error: "name at least one answer, such as done: close",
      })
      .optional()
      .describe("Answer → effect. Default { done: close }."),
    reply: z
      .record(z.string(), text(ANSWER, ANSWER_ADVICE), { error: "write { OK: done }" })
      .optional()
      .describe("Reply word → answer, such as { OK: done }."),
    deepLink: z
      .string({ error: LINK_ADVICE })
      .regex(/^https:\/\/[^{}\s/]+(\/|\?|$)/, { error: LINK_ADVICE })
      .optional()
      .describe("The caller's own page; {{ key }} and columns are filled in, encoded."),
  },
  "write { by: [link], answers: { done: close } }",
);
