import type { PostAddress } from "@relance/spec";
import { z } from "zod";

const MAX_PER_HOUR = 1_000;
const PER_HOUR = `write a whole number from 1 to ${MAX_PER_HOUR}`;

const webhook = z.strictObject({
  url: z.string("write an address such as https://hooks.example.org/relance"),
  secret: z.string("write a text").optional(),
  allowPrivate: z.boolean("write true or false").optional(),
});

export const config: z.ZodType<ReadAlertsConfig, AlertsConfig> = z
  .strictObject({
    webhook: (webhook as z.ZodType<PostAddress, PostAddress>).optional(),
    call: z.custom<AlertCall>((value) => typeof value === "function", "write a function").optional(),
    from: z.enum(["warn", "action"], 'write "warn" or "action"').default("warn"),
    perHour: z.int(PER_HOUR).min(1, PER_HOUR).max(MAX_PER_HOUR, PER_HOUR).default(10),
  })
  .refine(({ webhook, call }) => webhook !== undefined || call !== undefined, {
    message: "write a webhook, such as { url, secret }, or a function as call",
  });

/** Which incidents are reported, and where: to an HTTP endpoint, to a function, or to both. */
export interface AlertsConfig {
  /** The HTTP endpoint that receives signed requests (Standard Webhooks). */
  readonly webhook?: PostAddress | undefined;
  /** Your function, called with an alert's subject and text. If the call throws, it is repeated with the same `id`. */
  readonly call?: AlertCall | undefined;
  /** `action` reports only incidents that stopped messages: paused, rerouted, or held. @default "warn" */
  readonly from?: AlertLevel | undefined;
  /** Maximum number of alerts per hour for each receiver. Further alerts are combined in one message. @default 10 */
  readonly perHour?: number | undefined;
}

/** `warn` = a problem was observed, or sending was slowed down · `action` = messages were paused, rerouted, or held. */
export type AlertLevel = "warn" | "action";

export interface AlertText {
  /** A repeated alert has the same id. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
}

/** Called with each alert. If the function throws, relance calls it again later with the same alert. */
export type AlertCall = (alert: AlertText, signal: AbortSignal) => Promise<unknown>;

export interface ReadAlertsConfig extends AlertsConfig {
  readonly from: AlertLevel;
  readonly perHour: number;
}
