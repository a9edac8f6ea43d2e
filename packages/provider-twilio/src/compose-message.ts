import type { Message } from "@relance/spec";
import type { Twilio } from "twilio";
import type { TwilioSettings } from "./read-options.ts";
import type { TwilioParameters } from "./twilio-options.ts";

type CreateParameters = Parameters<Twilio["messages"]["create"]>[0];

/** Asks Twilio to repeat a callback as often and as long as it can: 5 times, on any failure, within 15 s. */
const CALLBACK_OVERRIDES = "#rc=5&rp=all&tt=15000";

/** Longest and shortest validity that Twilio takes, in seconds. */
const VALIDITY_S = { least: 1, most: 36_000 } as const;

export function composeMessage(
  { sender }: TwilioSettings,
  parameters: Partial<TwilioParameters>,
  { to, content, callbackUrl, validityMs }: Message<"sms">,
): CreateParameters {
  return {
    ...parameters,
    ...sender,
    to,
    body: content.text,
    ...(callbackUrl === undefined ? {} : { statusCallback: withoutFragment(callbackUrl) + CALLBACK_OVERRIDES }),
    ...(validityMs === undefined ? {} : { validityPeriod: validityIn(validityMs) }),
  };
}

function withoutFragment(url: string): string {
  const at = url.indexOf("#");
  return at === -1 ? url : url.slice(0, at);
}

function validityIn(ms: number): number {
  return Math.min(Math.max(Math.floor(ms / 1000), VALIDITY_S.least), VALIDITY_S.most);
}
