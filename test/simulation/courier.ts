import type { ChannelDescription } from "@relance/spec";

declare module "relance" {
  interface Channels {
    courier: { address: string; content: { text: string } };
  }
}

/** Prefix of the addresses for which the channel always fails. Recipients cannot have such a contact. */
export const BROKEN = "broken";
/** Prefix of the addresses for which the channel succeeds at the first call and fails at every later call. */
export const MOODY = "moody";
/** Text that is longer than a store accepts and contains only NUL characters. */
const GARBAGE = "\0".repeat(5_000);

/** A third party's channel whose functions throw, or return values that cannot be stored. */
export function openCourier(): ChannelDescription<"courier"> {
  const calls = new Map<string, number>();
  return {
    name: "courier",
    number: 9,
    words: { message: "a letter", addresses: "desks" },
    address: {
      read: String,
      mask: () => "•••",
      destination(kept) {
        const call = (calls.get(kept) ?? 0) + 1;
        calls.set(kept, call);
        const isFailing = kept.startsWith(BROKEN) || (kept.startsWith(MOODY) && call > 1);
        if (isFailing && call % 2 === 0) throw new Error(`no desk ${kept}`);
        return isFailing ? GARBAGE : kept.slice(0, 4);
      },
    },
    content: { body: "text", most: { characters: 500 } },
    receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered" },
  };
}
