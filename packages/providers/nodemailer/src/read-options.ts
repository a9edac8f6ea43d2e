import { isIP } from "node:net";
import { checked, checkTime, type Expect, isMailbox, type TimeLimit } from "@relance/provider-kit";
import { nameAll, refuseUnknownNames, unknownNames } from "@relance/spec";
import { type BounceOptions, listSecrets, type NodemailerOptions, type SmtpTimeouts } from "./nodemailer-options.ts";
import { KIND } from "./smtp-failure.ts";

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
}

/** Reads the server and checks every address. @throws {ConfigError} `config/invalid`, with every mistake found */
export function readOptions(options: NodemailerOptions): SmtpServer {
  refuseUnknownNames(
    KIND,
    unknownNames(options, NAMES),
    unknownNames(options.bounces, BOUNCE_NAMES, "bounces"),
    unknownNames(options.timeouts, TIMEOUT_NAMES, "timeouts"),
  );
  return checked(KIND, (expect) => {
    expect(isMailbox(options.from ?? ""), "from", "write one plain mailbox such as help@example.org");
    expect(options.replyTo === undefined || isMailbox(options.replyTo), "replyTo", "write one plain mailbox");
    if (options.bounces !== undefined) checkBounces(options.bounces, expect);
    expect(!/[\r\n]/.test(options.name ?? ""), "name", "write it on one line");
    for (const [name, limit] of Object.entries<TimeLimit | undefined>({ ...options.timeouts }))
      checkTime(limit, `timeouts.${name}`, expect);
    const server = readServer(options.url ?? "");
    expect(server !== undefined, "url", "write smtp://user:password@host:587; % as %25");
    expect(server?.auth?.pass !== "", "url", "write the server's user name and password, or neither");
    return server;
  });
}

function checkBounces(bounces: BounceOptions, expect: Expect): void {
  const { domain = "", mailbox = "bounces" } = bounces;
  expect(isMailbox(`bounces@${domain}`), "bounces.domain", "write a domain such as bounce.example.org");
  const isShort = /^[a-z0-9][a-z0-9._-]{0,19}$/.test(mailbox);
  expect(isShort, "bounces.mailbox", "write at most 20 lower-case letters and digits, such as bounces");
  const secrets = listSecrets({ ...bounces, secret: bounces.secret ?? [] });
  const areLong = secrets.every((secret) => secret?.length >= 32);
  const areSecrets = (secrets.length === 1 || secrets.length === 2) && areLong;
  expect(areSecrets, "bounces.secret", "write a secret of at least 32 characters, or the new and the old one");
}

function readServer(address: string): SmtpServer | undefined {
  const url = URL.parse(address);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === "" || url.port === "0") return undefined;
  const secure = url.protocol === "smtps:" || url.port === "465";
  const port = url.port === "" ? (secure ? 465 : 587) : Number(url.port);
  const [user, pass] = [url.username, url.password].map(decoded);
  if (user === undefined || pass === undefined) return undefined;
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port, secure, auth: user === "" ? undefined : { user, pass } };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Returns whether a host is this machine, to which mail is sent without TLS. */
export function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

const NAMES = nameAll<NodemailerOptions>()(
  "url requireTLS tls clientName from name replyTo bounces vendor concurrency perSecond timeouts",
);
const BOUNCE_NAMES = nameAll<BounceOptions>()("domain mailbox secret");
const TIMEOUT_NAMES = nameAll<SmtpTimeouts>()("connect reply total");
