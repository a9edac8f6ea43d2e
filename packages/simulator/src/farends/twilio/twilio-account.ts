import type { Carrier } from "../../world/carrier.ts";
import type { World } from "../../world/world.ts";
import { createMessageBook, type MessageBook } from "./message-list.ts";
import type { StatusReporter } from "./status-reporter.ts";

/** What the API's operations share. */
export interface TwilioAccount {
  readonly world: World;
  readonly carrier: Carrier;
  readonly accountSid: string;
  readonly reporter: StatusReporter;
  readonly book: MessageBook;
  /** A new message id. */
  nextSid(): string;
}

/** An account without messages. Message ids count upwards. */
export function openAccount(init: Omit<TwilioAccount, "book" | "nextSid">): TwilioAccount {
  let issued = 0;
  return {
    ...init,
    book: createMessageBook(),
    nextSid: () => `SM${(++issued).toString(16).padStart(32, "0")}`,
  };
}
