import { createHash, timingSafeEqual } from "node:crypto";
import { ConfigError } from "@relance/spec";
import type { ConsoleOptions } from "../console-options.ts";
import { knownVisitor, type Role, type Visitor } from "./visitor.ts";

const COOKIE = "relance_console";
const LEAST_TOKEN = 16;

export interface Access {
  visitorOf(request: Request): Promise<Visitor | undefined>;
  cookieFor(token: string): string | undefined;
  readonly hasTokens: boolean;
}

/** Reads the access options. @throws {ConfigError} `config/invalid` unless exactly one access option is set */
export function accessTo(options: Omit<ConsoleOptions, "gateway">, path: string, cookie: string = COOKIE): Access {
  const { authorize, readOnly = false } = options;
  const keys = readKeys(options);
  if ((authorize !== undefined) === keys.length > 0) {
    throw new ConfigError(
      "config/invalid",
      "console: write either authorize or token (with viewerToken or without); without either, every visitor could read the console",
    );
  }
  const limited = (visitor: Visitor): Visitor => (readOnly ? { ...visitor, role: "viewer" } : visitor);
  return {
    hasTokens: keys.length > 0,
    async visitorOf(request) {
      if (authorize !== undefined) {
        const visitor = knownVisitor(await authorize(request));
        return visitor === undefined ? undefined : limited(visitor);
      }
      const given = readCookie(request, cookie);
      const key = keys.find(({ session }) => isSame(given, session));
      return key === undefined ? undefined : limited({ role: key.role });
    },
    cookieFor(token) {
      const key = keys.find((one) => isSame(token, one.token));
      return key && `${cookie}=${key.session}; Path=${path}; HttpOnly; SameSite=Strict`;
    },
  };
}

interface Key {
  readonly token: string;
  readonly session: string;
  readonly role: Role;
}

function readKeys({ token, viewerToken }: Omit<ConsoleOptions, "gateway">): readonly Key[] {
  const key = (name: string, text: string | undefined, role: Role): readonly Key[] => {
    if (text === undefined) return [];
    if (typeof text !== "string" || text.length < LEAST_TOKEN) {
      throw new ConfigError("config/invalid", `console: ${name}: write ${LEAST_TOKEN} characters or more`);
    }
    const session = createHash("sha256").update(`relance console ${text}`).digest("base64url");
    return [{ token: text, session, role }];
  };
  return [...key("token", token, "operator"), ...key("viewerToken", viewerToken, "viewer")];
}

function readCookie(request: Request, name: string): string {
  const cookies = request.headers.get("cookie") ?? "";
  const [, given = ""] = new RegExp(`(?:^|;\\s*)${name}=([\\w-]+)`).exec(cookies) ?? [];
  return given;
}

/** Compares in constant time. */
function isSame(given: string, known: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(known));
}

/** Proves that the console's page sent a request: pages of other origins cannot set this header. */
const ASKED_BY = "x-relance-console";

/** Returns whether the console's own page, at the origin `ours`, sent the request. */
export function isOurs(request: Request, ours: string | undefined): boolean {
  const site = request.headers.get("sec-fetch-site");
  const isSameSite = site === null || site === "same-origin";
  return request.headers.get(ASKED_BY) === "1" && isSameSite && isSameOrigin(request, ours);
}

/** Without `ours`, compares the URL with the `Host` header. Behind a TLS proxy, `Sec-Fetch-Site` decides. */
function isSameOrigin({ headers, url }: Request, ours: string | undefined): boolean {
  const origin = headers.get("origin");
  if (origin === null) return true;
  if (ours !== undefined) return origin === ours;
  if (!URL.canParse(origin)) return false;
  const [theirs, asked] = [new URL(origin), new URL(url)];
  const isSameHost = theirs.host === asked.host || theirs.host === headers.get("host");
  const isSameScheme = theirs.protocol === asked.protocol || headers.get("sec-fetch-site") === "same-origin";
  return isSameHost && isSameScheme;
}

/** Parses the origin under which browsers reach the console. @throws {ConfigError} `config/invalid` */
export function readOrigin(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === undefined || !isWeb || url.href !== `${url.origin}/`) {
    throw new ConfigError(
      "config/invalid",
      "console: origin: write only scheme, host and port, such as https://relance.example.org",
    );
  }
  return url.origin;
}
