import {
  type CallLimits,
  checked,
  checkLimits,
  isSafeTarget,
  type ReadLimits,
  readLimits,
} from "@relance/provider-kit";
import { nameAll, refuseUnknownNames, unknownNames } from "@relance/spec";
import type { Twilio } from "twilio";

export const KIND = "twilio-sms";

export interface TwilioSettings extends ReadLimits {
  readonly accountSid: string;
  /** One or more tokens, the newest first. */
  readonly authTokens: readonly string[];
  readonly user: string;
  readonly password: string;
  readonly sender: { readonly from: string } | { readonly messagingServiceSid: string };
  /** Our number, to which recipients reply; absent if it is unknown, or if recipients cannot reply. */
  readonly ownNumber: string | undefined;
  readonly canReply: boolean;
  readonly origin: string;
}

/** Checks all options. Reads no environment variables. @throws {ConfigError} `config/invalid` */
export function readOptions(options: TwilioSmsOptions): TwilioSettings {
  refuseUnknownNames(KIND, unknownNames(options, NAMES), unknownNames(options.apiKey, KEY_NAMES, "apiKey"));
  const { accountSid, apiKey, from, messagingServiceSid } = options;
  const authTokens = [options.authToken].flat();
  const base = URL.parse(options.baseUrl ?? "https://api.twilio.com");
  const { origin } = checked(KIND, (expect) => {
    const areTokens = authTokens.length > 0 && authTokens.every((token) => /^\S+$/.test(token));
    const isKey = apiKey === undefined || (/^SK/.test(apiKey.sid) && /^\S+$/.test(apiKey.secret ?? ""));
    const isOneSender = (from === undefined) !== (messagingServiceSid === undefined);
    const isBase = base !== null && isSafeTarget(base) && base.pathname === "/";
    expect(/^AC[0-9a-zA-Z]{32}$/.test(accountSid), "accountSid", "copy AC and 32 characters from the console");
    expect(areTokens, "authToken", "write the Auth Token without spaces: it verifies callbacks");
    expect(isKey, "apiKey", "write { sid: SK…, secret }");
    expect(isOneSender, "from", "give either from or messagingServiceSid");
    expect(from === undefined || SENDER.test(from), "from", "write +E.164, a short code, or up to 11 letters");
    expect(messagingServiceSid === undefined || /^MG/.test(messagingServiceSid), "messagingServiceSid", "write MG…");
    expect(isBase, "baseUrl", "write https://host, without a path");
    checkLimits(options, expect);
    return base ?? undefined;
  });
  const ownNumber = from !== undefined && NUMBER.test(from) ? from : undefined;
  const canReply = options.canReply ?? (ownNumber !== undefined || messagingServiceSid !== undefined);
  return {
    accountSid,
    authTokens,
    user: apiKey?.sid ?? accountSid,
    password: apiKey?.secret ?? authTokens[0] ?? "",
    sender: messagingServiceSid === undefined ? { from: from ?? "" } : { messagingServiceSid },
    ownNumber: canReply ? ownNumber : undefined,
    canReply,
    origin,
    ...readLimits(options),
  };
}

const NUMBER = /^\+?\d{3,15}$/;
const SENDER = /^(\+[1-9]\d{6,14}|\d{3,8}|(?=.{0,10}[A-Za-z])[A-Za-z0-9 ]{1,11})$/;

/** Parameters of Twilio's Messages API that are the same for all messages. */
export type TwilioParameters = Omit<
  Parameters<Twilio["messages"]["create"]>[0],
  "to" | "from" | "messagingServiceSid" | "body" | "statusCallback" | "validityPeriod" | "scheduleType" | "sendAt"
>;

export interface TwilioSmsOptions extends CallLimits {
  /** The account's SID, `AC…`, from the Twilio console. */
  readonly accountSid: string;
  /** The Auth Token, or several, the newest first. Without `apiKey`, the first token signs requests. */
  readonly authToken: string | readonly string[];
  /** Signs requests instead of the token. The key can be revoked without replacing the token. */
  readonly apiKey?: { readonly sid: string; readonly secret: string } | undefined;
  /** The sender: a number (E.164), a short code, or up to 11 letters. Recipients cannot reply to letters. */
  readonly from?: string | undefined;
  /** The SID of a messaging service, `MG…`, instead of `from`, if Twilio chooses the sender. */
  readonly messagingServiceSid?: string | undefined;
  /** Base URL of the API, such as `https://api.dublin.ie1.twilio.com`. @default "https://api.twilio.com" */
  readonly baseUrl?: string | undefined;
  /** Whether recipients can reply. @default false if the sender consists of letters, else true */
  readonly canReply?: boolean | undefined;
  /** Further parameters of every message, such as `{ smartEncoded: true }`. */
  readonly parameters?: Partial<TwilioParameters> | undefined;
}

const NAMES = nameAll<TwilioSmsOptions>()(
  "accountSid authToken apiKey from messagingServiceSid baseUrl timeout concurrency perSecond",
  "canReply parameters",
);
const KEY_NAMES = nameAll<NonNullable<TwilioSmsOptions["apiKey"]>>()("sid secret");
