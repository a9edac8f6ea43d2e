import type { Carrier } from "../../world/hosts.ts";
import type { World } from "../../world/world.ts";
import type { StatusReporter } from "./status-reporter.ts";
import { type TwilioMessage, twilioResource } from "./twilio-message.ts";

/** Messages of an account. Lists return the newest message first. */
interface MessageBook {
  add(message: TwilioMessage): void;
  get(sid: string): TwilioMessage | undefined;
  all(): Iterable<TwilioMessage>;
  /** Answers a list request; `undefined` for a page size that Twilio refuses. */
  list(accountSid: string, query: URLSearchParams): string | undefined;
}

const MAX_PAGE = 1_000;

function createMessageBook(): MessageBook {
  const bySid = new Map<string, TwilioMessage>();
  const byNumber = new Map<string, TwilioMessage[]>();
  return {
    add(message) {
      bySid.set(message.sid, message);
      const same = byNumber.get(message.to);
      if (same) same.push(message);
      else byNumber.set(message.to, [message]);
    },
    get: (sid) => bySid.get(sid),
    all: () => bySid.values(),
    list(accountSid, query) {
      const size = Number(query.get("PageSize") ?? 50);
      const page = Number(query.get("Page") ?? 0);
      if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE || !Number.isInteger(page) || page < 0) {
        return undefined;
      }
      const to = query.get("To");
      const candidates = to === null ? [...bySid.values()] : [...(byNumber.get(to) ?? [])];
      const found = candidates.reverse().filter((message) => matches(message, query));
      return buildPage(accountSid, query, found, page, size);
    },
  };
}

/**
 * Returns whether a list contains the message. Twilio filters lists by the time of sending, so unsent messages do not
 * match.
 */
function matches(message: TwilioMessage, query: URLSearchParams): boolean {
  const from = query.get("From");
  if (from !== null && message.from !== from) return false;
  const after = query.get("DateSent>");
  if (after === null) return true;
  // clients send whole seconds, so every message within the requested second matches
  return message.sentAt !== null && message.sentAt >= Math.floor(Date.parse(after) / 1_000) * 1_000;
}

function buildPage(
  accountSid: string,
  query: URLSearchParams,
  found: readonly TwilioMessage[],
  page: number,
  size: number,
): string {
  const start = page * size;
  const shown = found.slice(start, start + size);
  const uri = (number: number) => {
    const own = new URLSearchParams(query);
    own.set("PageSize", String(size));
    own.set("Page", String(number));
    return `/2010-04-01/Accounts/${accountSid}/Messages.json?${own}`;
  };
  return JSON.stringify({
    first_page_uri: uri(0),
    next_page_uri: start + size < found.length ? uri(page + 1) : null,
    previous_page_uri: page > 0 ? uri(page - 1) : null,
    uri: uri(page),
    page,
    page_size: size,
    start,
    end: Math.max(start, start + shown.length - 1),
    messages: shown.map(twilioResource),
  });
}

export interface TwilioAccount {
  readonly world: World;
  readonly carrier: Carrier;
  readonly accountSid: string;
  readonly reporter: StatusReporter;
  readonly book: MessageBook;
  nextSid(): string;
}

export function openAccount(init: Omit<TwilioAccount, "book" | "nextSid">): TwilioAccount {
  let issued = 0;
  return { ...init, book: createMessageBook(), nextSid: () => `SM${(++issued).toString(16).padStart(32, "0")}` };
}
