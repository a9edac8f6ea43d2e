import { nameAll } from "@relance/spec";
import type { InboundSms } from "../../world/hosts.ts";
import { attemptIdIn } from "../attempt-id-in.ts";
import type { Callbacks, CallbackTally } from "../http/deliver.ts";
import {
  type ApiCall,
  type FakeVendor,
  type FakeVendorReply,
  type FakeVendorRequest,
  listenHttp,
} from "../http/http-fake-vendor.ts";
import { createSurroundings, type FakeVendorOptions } from "../surroundings.ts";
import {
  type CallbackHabits,
  connectionOverrides,
  createStatusReporter,
  inboundParameters,
  signedWebhook,
} from "./status-reporter.ts";
import { openAccount, type TwilioAccount } from "./twilio-account.ts";
import { answerTwilio, refuseTwilio } from "./twilio-api.ts";
import { type TwilioMessage, type TwilioStatus, twilioError } from "./twilio-message.ts";

export interface FakeTwilioOptions extends FakeVendorOptions {
  /** Name of Twilio's carrier in the world. @default "twilio" */
  readonly carrier?: string | undefined;
  /** @default "AC" and 32 zeros */
  readonly accountSid?: string | undefined;
  /** @default "loopback" */
  readonly authToken?: string | undefined;
  /** URL to which Twilio posts SMS from recipients. @default no URL */
  readonly inboundUrl?: string | undefined;
  readonly callbacks?: CallbackHabits | undefined;
}

export interface FakeTwilio extends FakeVendor {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly callbacks: Readonly<CallbackTally>;
  message(sid: string): TwilioMessage | undefined;
  messages(): Iterable<TwilioMessage>;
  /** Refuses messages to this number with an error code. `undefined` accepts messages to the number again. */
  refuse(to: string, code: number | undefined): void;
  /** Sets a message's status and posts the signed callback. Returns the HTTP status, or 0 without an answer. */
  report(sid: string, status: TwilioStatus, errorCode?: number): Promise<number>;
  /** Sets the URL to which Twilio posts SMS from recipients. */
  receiveAt(url: string | undefined): void;
  /** Sends an SMS from a recipient. Resolves with the HTTP status of the webhook, or 0 without an answer. */
  inbound(from: string, to: string, text: string): Promise<number>;
}

const PATH = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages(?:\/([^/.?]+))?\.json(?:\?(.*))?$/;

const NAMES = nameAll<FakeTwilioOptions>()("world courier network carrier accountSid authToken inboundUrl callbacks");

/**
 * Starts a simulated Twilio that checks credentials, returns Twilio's error codes, lists messages, and posts signed
 * callbacks on the world's clock.
 */
export async function fakeTwilio(options: FakeTwilioOptions = {}): Promise<FakeTwilio> {
  const { accountSid = `AC${"0".repeat(32)}`, authToken = "loopback" } = options;
  const { world, courier, callbacks, release } = createSurroundings(options, "fakeTwilio", NAMES);
  const carrier = world.carrier(options.carrier ?? "twilio", courier);
  const reporter = createStatusReporter(world, callbacks, authToken, options.callbacks ?? {});
  const account = openAccount({ world, carrier, accountSid, reporter });
  const inbox = createInbox(account, callbacks, authToken, options.inboundUrl);
  const refused = new Map<string, number>();
  const credentials = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
  const letGo = () => {
    inbox.close();
    return release();
  };
  const server = await listenHttp({ world, release: letGo }, { read, serve, refuse: refuseTwilio });

  return {
    ...server,
    accountSid,
    authToken,
    callbacks: callbacks.tally,
    message: account.book.get,
    messages: account.book.all,
    refuse: (to, code) => void (code === undefined ? refused.delete(to) : refused.set(to, code)),
    async report(sid, status, errorCode) {
      const message = account.book.get(sid);
      return message ? reporter.set(message, status, errorCode) : 0;
    },
    receiveAt: inbox.receiveAt,
    inbound: inbox.send,
  };

  function serve(asked: TwilioCall): FakeVendorReply | Promise<FakeVendorReply> {
    const { path, form } = asked;
    if (!path) return twilioError(20404);
    if (asked.authorization !== credentials) return twilioError(20003);
    if (path[1] !== accountSid) return twilioError(20404);
    const code = asked.isSend ? refused.get(form.get("To") ?? "") : undefined;
    if (code !== undefined) return twilioError(code);
    return answerTwilio(account, asked, path[2], path[3] ?? "");
  }
}

interface TwilioCall extends ApiCall {
  readonly method: string;
  readonly path: RegExpExecArray | null;
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
}

function read({ method, path, headers, body }: FakeVendorRequest): TwilioCall {
  const parts = PATH.exec(path);
  const form = new URLSearchParams(body.toString());
  return {
    method,
    path: parts,
    form,
    authorization: headers.authorization,
    isSend: method === "POST" && parts !== null && parts[2] === undefined,
    attemptId: attemptIdIn(form.get("StatusCallback") ?? undefined),
  };
}

interface Inbox {
  receiveAt(url: string | undefined): void;
  send(from: string, to: string, text: string): Promise<number>;
  close(): void;
}

function createInbox(account: TwilioAccount, callbacks: Callbacks, authToken: string, url?: string): Inbox {
  let inboundUrl = url;
  let lastPost: Promise<number> = Promise.resolve(0);
  const stopListening = account.carrier.listen((inbound) => {
    lastPost = post(inbound);
  });

  return {
    receiveAt: (url) => {
      inboundUrl = url;
    },
    send(from, to, text) {
      account.carrier.reply(from, to, text);
      return lastPost;
    },
    close: stopListening,
  };

  async function post(inbound: InboundSms): Promise<number> {
    const message = keep(inbound);
    if (inboundUrl === undefined) return 0;
    const outgoing = signedWebhook(authToken, inboundUrl, inboundParameters(message, inbound.optOut));
    const { retries, totalMs } = connectionOverrides(inboundUrl);
    return callbacks.deliver(outgoing, { retries, totalMs, retriesOn: (failure) => failure === "connect" });
  }

  function keep({ from, to, text }: InboundSms): TwilioMessage {
    const now = account.world.clock.now();
    const message: TwilioMessage = {
      sid: account.nextSid(),
      accountSid: account.accountSid,
      direction: "inbound",
      to: to ?? "",
      from,
      messagingServiceSid: null,
      createdAt: now,
      callback: undefined,
      attemptId: undefined,
      validityMs: undefined,
      body: text,
      status: "received",
      errorCode: null,
      updatedAt: now,
      sentAt: now,
    };
    account.book.add(message);
    return message;
  }
}
