import { channels, DURATION, type OnMissingReceipt, parseDuration, type Step } from "@relance/spec";
import type * as z from "zod";
import { zod } from "../libraries.ts";
import { DURATION_ADVICE } from "./duration.ts";
import { filled, list, oneOf, strict, text } from "./strict-object.ts";

/** A duration that may be `0s`. */
export const duration = (): z.ZodType<string> => text(DURATION, DURATION_ADVICE);

/** A duration longer than 0. */
const wait = (): z.ZodType<string> =>
  text(DURATION, DURATION_ADVICE).refine((value) => parseDuration(value) !== 0, {
    error: "write a duration longer than 0, such as 15m or 48h",
  });

/** Names of templates and providers: they become parts of file names and addresses. */
const TEMPLATE = /^[A-Za-z0-9][\w-]*(\/[A-Za-z0-9][\w-]*)*(@[\w.-]+)?$/;
const PROVIDER = /^[A-Za-z][\w-]*$/;
const TEMPLATE_ADVICE =
  "write the name without its ending: reminder reads reminder.<channel>.liquid; reminder@3 is a template in code";
const ROUTE_ADVICE = "name the channel's providers in fail-over order, such as [main, second]";

const onMissingReceipt = (): z.ZodType<OnMissingReceipt> =>
  strict(
    {
      after: wait().optional().describe("How long after `accepted` a receipt is overdue. Default 15m."),
      do: oneOf(["reroute", "escalate", "wait", "resend"])
        .optional()
        .describe("What happens when the receipt is overdue. Default reroute."),
    },
    "write { after: 15m, do: reroute }",
  );

/** One step of the ladder. */
export const step = (): z.ZodType<Step> =>
  strict(
    {
      channel: oneOf(channels()).describe(`The channel of this step: ${channels().join(", ")}.`),
      route: list(text(PROVIDER, ROUTE_ADVICE), ROUTE_ADVICE)
        .max(8, { error: "name at most 8 providers" })
        .optional()
        .describe("Providers of that channel, in fail-over order. Default: all, in the order of the configuration."),
      template: text(TEMPLATE, TEMPLATE_ADVICE).describe("Name of the template, without channel and ending."),
      wait: wait()
        .optional()
        .describe("Time to wait for an acknowledgement before the next step. The last step waits until the end."),
      beforeDeadline: duration().optional().describe("Earliest start, as a time before the deadline, such as 12h."),
      when: filled('write a condition over columns, such as "age < 75"')
        .max(1000, { error: "write a condition of at most 1,000 characters" })
        .optional()
        .describe('Only for rows where this holds, such as "age < 75".'),
      ignoreWindows: zod()
        .boolean({ error: "write true or false" })
        .optional()
        .describe("Also sends outside the channel's windows. Default false."),
      onMissingReceipt: onMissingReceipt()
        .optional()
        .describe("What happens when the receipt of a message is overdue."),
    },
    "write a step such as { channel: sms, template: reminder, wait: 48h }",
  );
