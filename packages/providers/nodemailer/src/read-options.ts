import { isIP } from "node:net";
import { checked, checkTime, type Expect, isMailbox, privateKey, type TimeLimit } from "@relance/provider-kit";
import { namesOf, refuseUnknownNames, unknownNames } from "@relance/spec";
import {
  type BounceOptions,
  type DkimOptions,
  type NodemailerOptions,
  type SmtpTimeouts,
  secretsOf,
} from "./nodemailer-options.ts";
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
    unknownNames(options.auth, AUTH_NAMES, "auth"),
    unknownNames(options.bounces, BOUNCE_NAMES, "bounces"),
    unknownNames(options.dkim, DKIM_NAMES, "dkim"),
    unknownNames(options.timeouts, TIMEOUT_NAMES, "timeouts"),
  );
  return checked(KIND, (expect) => {
    expect(isMailbox(options.from ?? ""), "from", "write one plain mailbox such as help@example.org");
    expect(options.replyTo === undefined || isMailbox(options.replyTo), "replyTo", "write one plain mailbox");
    if (options.bounces !== undefined) checkBounces(options.bounces, expect);
    expect(!/[\r\n]/.test(options.name ?? ""), "name", "write it on one line");
    if (options.dkim !== undefined) checkDkim(options.dkim, expect);
    for (const [name, limit] of Object.entries<TimeLimit | undefined>({ ...options.timeouts }))
      checkTime(limit, `timeouts.${name}`, expect);
    const server = readServer(options);
    const place = options.host === undefined ? "url" : "host";
    expect(server !== undefined, place, "write smtp://user:password@host:587, or host; % as %25");
    if (server !== undefined) checkServer(server, expect);
    return server;
  });
}

function checkServer({ port, auth }: SmtpServer, expect: Expect): void {
  expect(Number.isInteger(port) && port >= 1 && port <= 65_535, "port", "write a port such as 587");
  const isWhole = auth === undefined || Boolean(auth.user && auth.pass);
  expect(isWhole, "auth", "give the server's user name and password, or neither");
}

function checkDkim({ domainName, keySelector, ...dkim }: DkimOptions, expect: Expect): void {
  const isDomain = isMailbox(`dkim@${domainName ?? ""}`);
  expect(isDomain, "dkim.domainName", "write the signing domain, such as example.org");
  const isSelector = /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?$/.test(keySelector ?? "");
  expect(isSelector, "dkim.keySelector", "write the part of the DNS name before ._domainkey");
  expect(
    privateKey(dkim.privateKey) !== undefined,
    "dkim.privateKey",
    "write the key from -----BEGIN on, with its line breaks",
  );
}

function checkBounces(bounces: BounceOptions, expect: Expect): void {
  const { domain = "", mailbox = "bounces" } = bounces;
  expect(isMailbox(`bounces@${domain}`), "bounces.domain", "write a domain such as bounce.example.org");
  const isShort = /^[a-z0-9][a-z0-9._-]{0,19}$/.test(mailbox);
  expect(isShort, "bounces.mailbox", "write at most 20 lower-case letters and digits, such as bounces");
  const secrets = secretsOf({ ...bounces, secret: bounces.secret ?? [] });
  const areLong = secrets.every((secret) => secret?.length >= 32);
  const areSecrets = (secrets.length === 1 || secrets.length === 2) && areLong;
  expect(areSecrets, "bounces.secret", "write a secret of at least 32 characters, or the new and the old one");
}

function readServer(options: NodemailerOptions): SmtpServer | undefined {
  if (options.url === undefined) {
    if (options.host === undefined || options.host === "") return undefined;
    const secure = options.secure ?? options.port === 465;
    return { host: options.host, port: options.port ?? (secure ? 465 : 587), secure, auth: options.auth };
  }
  const url = URL.parse(options.url);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === "") return undefined;
  const port = options.port ?? (url.port === "" ? undefined : Number(url.port));
  const secure = options.secure ?? (url.protocol === "smtps:" || port === 465);
  const [user, pass] = [url.username, url.password].map(decoded);
  if (user === undefined || pass === undefined) return undefined;
  const auth = options.auth ?? (user === "" ? undefined : { user, pass });
  const host = options.host ?? url.hostname.replace(/^\[|\]$/g, "");
  return { host, port: port ?? (secure ? 465 : 587), secure, auth };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Returns whether a host is this machine, to which mail needs no TLS. */
export function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

const NAMES = namesOf<NodemailerOptions>()(
  "url host port secure auth requireTLS tls clientName from name replyTo bounces dkim vendor concurrency",
  "perSecond timeouts",
);
const AUTH_NAMES = namesOf<NonNullable<NodemailerOptions["auth"]>>()("user pass");
const BOUNCE_NAMES = namesOf<BounceOptions>()("domain mailbox secret maildir");
const DKIM_NAMES = namesOf<DkimOptions>()("domainName keySelector privateKey");
const TIMEOUT_NAMES = namesOf<SmtpTimeouts>()("connect reply total");
