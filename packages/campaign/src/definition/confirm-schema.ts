import type { AnswerEffect, ConfirmButton, ConfirmRules, Factor } from "@relance/spec";
import type * as z from "zod";
import { zod } from "../libraries.ts";
import { localText, parseSince, SINCE_ADVICE } from "./instants.ts";
import { filled, list, oneOf, strict, text } from "./strict-object.ts";

const ANSWER = /^[a-z][a-z0-9-]{0,39}$/;
const ANSWER_ADVICE = "write an answer in lower case, such as done, promise or wrong-person";
const EFFECT_ADVICE =
  "write close, next-contact, call-me or snooze 72h, or with a text { label: I have done it, effect: close }";
const METHOD_ADVICE = "list event, link or reply";
const LINK_ADVICE = 'write an address such as "https://example.org/register?id={{ key }}"';

const FACTOR_ADVICE = "write { column: birth_year, ask: Your year of birth }";
const LABEL_ADVICE = "write the words on the button, such as I have done it";

const effect = (): z.ZodType<AnswerEffect> =>
  text(
    /^(close|next-contact|call-me|snooze [1-9]\d{0,5}[smhdw])$/,
    EFFECT_ADVICE,
  ) as unknown as z.ZodType<AnswerEffect>;

const button = (): z.ZodType<ConfirmButton> =>
  zod().union(
    [
      effect(),
      strict(
        {
          label: localText(80, LABEL_ADVICE).optional().describe("The button's text; a text, or one per language."),
          effect: effect().describe("What the answer does: close, next-contact, call-me, or snooze 72h."),
        },
        EFFECT_ADVICE,
      ),
    ],
    { error: EFFECT_ADVICE },
  );

const deepLink = () =>
  zod()
    .string({ error: LINK_ADVICE })
    .regex(/^https:\/\/[^{}\s/]+(\/|\?|$)/, { error: LINK_ADVICE });

const factor = (): z.ZodType<Factor> =>
  strict(
    {
      column: filled(FACTOR_ADVICE).describe("Column with the right answer."),
      ask: localText(120, "write what is asked, such as Your year of birth").describe(
        "What is asked; a text, or one per language.",
      ),
    },
    FACTOR_ADVICE,
  );

export const confirm = (): z.ZodType<ConfirmRules> =>
  strict(
    {
      event: text(/^[\w][\w.-]{0,99}$/, "write the name of your event, such as re-registered")
        .optional()
        .describe("Name of the caller's event that confirms."),
      since: zod()
        .string({ error: SINCE_ADVICE })
        .refine((text) => parseSince(text, "UTC") !== undefined, { error: SINCE_ADVICE })
        .optional()
        .describe("Events that happened before do not count: an instant, or a time before the start. Default 24h."),
      via: list(oneOf(["event", "link", "reply"], METHOD_ADVICE), METHOD_ADVICE)
        .optional()
        .describe("Ways to confirm. Default [link]."),
      strength: oneOf(["gesture", "authenticated", "event"])
        .optional()
        .describe("The least strength that closes the enrollment; a weaker done counts as a promise. Default gesture."),
      buttons: zod()
        .record(text(ANSWER, ANSWER_ADVICE), button(), { error: "write { done: close, promise: snooze 72h }" })
        .refine((buttons) => Object.keys(buttons).length > 0, {
          error: "name at least one answer, such as done: close",
        })
        .optional()
        .describe("Answer → its button: what it does, and its text. Default { done: close }."),
      replies: zod()
        .record(zod().string(), text(ANSWER, ANSWER_ADVICE), { error: "write { OK: done }" })
        .optional()
        .describe("Reply word → answer, such as { OK: done }."),
      deepLink: deepLink()
        .optional()
        .describe("The caller's own page, offered first; {{ key }} and columns are filled in, encoded."),
      factor: factor()
        .optional()
        .describe("A question that only the person can answer: then a press counts as authenticated."),
      afterDeadline: localText(400, "write what can still be done once the deadline is over")
        .optional()
        .describe("What can still be done once the deadline is over; a text, or one per language."),
    },
    "write { via: [link], buttons: { done: close } }",
  );
