import { MessageError, type MessageErrorCode } from "@relance/spec";
import type { GatewayLike } from "relance";
import type { Visitor } from "../access/visitor.ts";
import type { Fields } from "../http/read-request.ts";

const MOST_CAMPAIGNS = 2_147_483_647;
/** The year 9999: dates beyond it are read by nobody alike. */
const LATEST_MS = Date.UTC(9_999, 0);

const REFUSED = {
  "message/stale-epoch": "this person has moved on since you looked; nothing was done",
  "message/not-moved": "there was nothing to do for this person",
  "message/unknown-person": "no recipient of that key is enrolled",
} as const;

type Act<T> = (fields: Fields, visitor: Visitor) => Promise<T>;

/** What is ordered about people. */
interface Orders {
  /** @throws {ConfigError} `campaign/unknown`, `campaign/not-running`, `campaign/deadline-not-later` */
  readonly extend: Act<{ readonly moved: number; readonly reopened: number }>;
  readonly escalate: Act<Moved>;
  readonly handBack: Act<Moved>;
  readonly confirm: Act<{ readonly confirmed: number }>;
}

interface Moved {
  readonly moved: number;
}

/**
 * What operators order about people and their time, in their name. The store judges what may still be done: a campaign that has
 * closed can be given more time, and a person handed back; in one that is cancelled nobody is moved.
 */
export function createOrders({ campaigns }: GatewayLike): Orders {
  const campaignOf = (fields: Fields) => campaigns.get(fields.number("campaign", 1, MOST_CAMPAIGNS));

  /** @throws {MessageError} `message/stale-epoch`, `message/not-moved`, `message/unknown-person` */
  async function orderOne(transition: "escalate" | "handBack", fields: Fields, visitor: Visitor): Promise<Moved> {
    const campaign = await campaignOf(fields);
    const seen = { key: fields.text("key", 500), epoch: fields.number("epoch", 0, Number.MAX_SAFE_INTEGER) };
    const { moved, refused } = await campaign[transition]([seen], fields.by(visitor));
    refuse(refused);
    return { moved };
  }

  return {
    async extend(fields, visitor) {
      const campaign = await campaignOf(fields);
      const until = new Date(fields.number("until", 1, LATEST_MS));
      return campaign.extend({ until, ...fields.by(visitor) });
    },
    escalate: (fields, visitor) => orderOne("escalate", fields, visitor),
    handBack: (fields, visitor) => orderOne("handBack", fields, visitor),
    /** What a person has said to the desk is a fact, wherever they stand by now. */
    async confirm(fields, visitor) {
      const campaign = await campaignOf(fields);
      const { confirmed, refused } = await campaign.confirm([fields.text("key", 500)], fields.by(visitor));
      refuse(refused);
      return { confirmed };
    },
  };
}

/** @throws {MessageError} the code of the first, if there is one */
function refuse([left]: readonly { readonly code: MessageErrorCode }[]): void {
  if (left === undefined) return;
  const { code } = left;
  throw new MessageError(code, code in REFUSED ? REFUSED[code as keyof typeof REFUSED] : "nothing was done");
}
