import type { DroppedContact } from "@relance/spec";
import type { EngineContext } from "../context.ts";

/** Counts the addresses that were left out while their people go on with others, and says so once at the end. */
export interface DroppedContacts {
  add(dropped: readonly DroppedContact[]): void;
  report(context: EngineContext): void;
}

export function createDroppedContacts(): DroppedContacts {
  const counts = new Map<string, { readonly contact: DroppedContact; count: number }>();
  return {
    add(dropped) {
      for (const contact of dropped) {
        const name = `${contact.channel} ${contact.column} ${contact.reason}`;
        const known = counts.get(name);
        if (known === undefined) counts.set(name, { contact, count: 1 });
        else known.count += 1;
      }
    },
    report(context) {
      for (const { contact, count } of counts.values()) {
        const { channel, column, reason } = contact;
        context.log({
          level: "warn",
          event: "audience.contacts-dropped",
          facts: { channel, column, reason, count },
        });
      }
    },
  };
}
