import { hash } from "node:crypto";
import { nameAll } from "@relance/spec";
import type { MailHostOptions } from "../../world/hosts.ts";
import { linksIn, type Report } from "../../world/submission.ts";
import type { RetryRule } from "../http/deliver.ts";
import {
  type ApiCall,
  type FakeVendor,
  type FakeVendorReply,
  type FakeVendorRequest,
  listenHttp,
  type RefusalMode,
  refusalMode,
  retryAfter,
} from "../http/http-fake-vendor.ts";
import { jsonObject } from "../json-object.ts";
import { createSurroundings, type FakeVendorOptions } from "../surroundings.ts";

export interface FakePostmarkOptions extends FakeVendorOptions<MailHostOptions> {
  /** Name of Postmark's mail host in the world. @default "postmark" */
  readonly host?: string | undefined;
}

/** A simulated Email API of Postmark on loopback that delivers to the world's mailboxes and posts events. */
export interface FakePostmark extends FakeVendor {
  /** Base URL for the preset's `endpoint`, without a trailing slash. */
  readonly url: string;
  readonly serverToken: string;
  /** Credentials for "HTTP auth" of the webhook. */
  readonly webhook: { readonly user: string; readonly password: string };
  /** Sets the URL of the webhook for Delivery and Bounce events. */
  tell(address: string): void;
}

const TOKEN = "7c8f2f0e-0000-4000-8000-000000000000";
const WEBHOOK = { user: "postmark", password: "a-password-of-nobody" };
/** Postmark repeats events ten times at intervals of minutes. The simulation uses shorter intervals. */
const RULE: RetryRule = { retries: 10, totalMs: 39_600_000, retriesOn: () => true };
const JSON_TYPE = { "content-type": "application/json" };

const NAMES = nameAll<FakePostmarkOptions>()("world courier network host");

/**
 * Starts a simulated Postmark that checks the server token and the mail, delivers the mail, and posts events with the
 * webhook's credentials.
 */
export async function fakePostmark(options: FakePostmarkOptions = {}): Promise<FakePostmark> {
  const { world, courier, callbacks, release } = createSurroundings(options, "fakePostmark", NAMES);
  const host = world.mailHost(options.host ?? "postmark", { ...courier, reports: "all" });
  const authorization = `Basic ${Buffer.from(`${WEBHOOK.user}:${WEBHOOK.password}`).toString("base64")}`;
  let webhook: string | undefined;
  let taken = 0;
  const server = await listenHttp({ world, release }, { read, serve, refuse });

  return {
    ...server,
    serverToken: TOKEN,
    webhook: WEBHOOK,
    tell(address) {
      webhook = address;
    },
  };

  function serve(call: MailCall): FakeVendorReply {
    const { request, isSend, mail, attemptId } = call;
    if (request.headers["x-postmark-server-token"] !== TOKEN) return refuse("unauthorized", call);
    if (!isSend) return request.path === "/server" ? { status: 200, headers: JSON_TYPE, body: "{}" } : { status: 404 };
    const { To, From, Subject, TextBody = "", HtmlBody = "", Metadata = {} } = mail;
    if (!From || !To || (!TextBody && !HtmlBody)) return apiError(422, 300, "Zero recipients, no sender, or no body");
    const id = messageId(++taken);
    const verdict = host.submit({
      address: To,
      attemptId,
      letter: { text: TextBody, subject: Subject, from: From, links: [...new Set(linksIn(`${TextBody} ${HtmlBody}`))] },
      onReport: (report) => post(buildEvent(report, { MessageID: id, Metadata, MessageStream: "outbound" }, To)),
    });
    if (!verdict.taken) return refuse(refusalMode(verdict), call, verdict.retryAfterMs);
    const body = JSON.stringify({ To, MessageID: id, ErrorCode: 0, Message: "OK" });
    return { status: 200, headers: JSON_TYPE, body, isLost: verdict.isAnswerLost };
  }

  function post(event: object): void {
    if (webhook === undefined) return;
    const headers = { ...JSON_TYPE, authorization };
    void callbacks.deliver({ url: webhook, method: "POST", headers, body: JSON.stringify(event) }, RULE);
  }
}

interface PostmarkMail {
  readonly From?: string;
  readonly To?: string;
  readonly Subject?: string;
  readonly TextBody?: string;
  readonly HtmlBody?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
}

interface MailCall extends ApiCall {
  readonly request: FakeVendorRequest;
  readonly mail: PostmarkMail;
}

function read(request: FakeVendorRequest): MailCall {
  const isSend = request.method === "POST" && request.path === "/email";
  const mail: PostmarkMail = isSend ? (jsonObject(request.body.toString()) ?? {}) : {};
  return { request, isSend, mail, attemptId: mail.Metadata?.relance?.split("-")[0] };
}

function buildEvent({ kind, at }: Report, facts: object, to: string): object {
  const time = new Date(at).toISOString();
  return kind === "delivered"
    ? { RecordType: "Delivery", Recipient: to, DeliveredAt: time, Details: "smtp;250 2.0.0 OK", ...facts }
    : { RecordType: "Bounce", Type: "HardBounce", TypeCode: 1, Email: to, BouncedAt: time, Inactive: true, ...facts };
}

function messageId(n: number): string {
  const hex = hash("sha256", `message ${n}`, "hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function refuse(mode: RefusalMode, _: MailCall, retryAfterMs?: number): FakeVendorReply {
  if (mode === "refuse") return apiError(422, 406, "Found inactive addresses.");
  if (mode === "throttle") return { ...apiError(429, 429, "Rate limit exceeded"), headers: retryAfter(retryAfterMs) };
  return mode === "unauthorized"
    ? apiError(401, 10, "Bad or missing Server API token.")
    : apiError(503, 100, "Maintenance");
}

function apiError(status: number, ErrorCode: number, Message: string): FakeVendorReply {
  return { status, headers: JSON_TYPE, body: JSON.stringify({ ErrorCode, Message }) };
}
