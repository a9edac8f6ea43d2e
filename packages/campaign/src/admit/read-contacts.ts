import { type Audience, CHANNELS, type Channel, type Contact, type DroppedContact, MessageError } from "@relance/spec";
import { isMissing } from "../templates/row-values.ts";
import { readAddress } from "./read-address.ts";
import type { Variables } from "./read-variables.ts";

interface ContactColumn {
  readonly channel: Channel;
  readonly column: string;
}

const DEFAULT_COLUMNS: readonly ContactColumn[] = CHANNELS.map((channel) => ({ channel, column: channel }));

export type ContactReader = (variables: Variables) => {
  readonly contacts: readonly Contact[];
  readonly dropped: readonly DroppedContact[];
};

/**
 * Which contacts a row has. Empty cells are no contact and no mistake. A malformed address is left out and
 * reported while another contact works; a row with nothing else is refused with the first address's reason.
 */
export function createContactReader(audience: Audience | undefined): ContactReader {
  const columns = contactColumns(audience);
  const country = audience?.country;
  return (variables) => {
    const contacts: Contact[] = [];
    const dropped: DroppedContact[] = [];
    for (const { channel, column } of columns) {
      const value = variables[column];
      if (isMissing(value) || (typeof value === "string" && value.trim() === "")) continue;
      try {
        const address = readAddress(channel, value, country);
        if (!contacts.some((contact) => contact.channel === channel && contact.address === address)) {
          contacts.push({ channel, address });
        }
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
        dropped.push({ channel, column, reason: error.code, advice: error.message });
      }
    }
    const [first] = dropped;
    if (contacts.length === 0 && first !== undefined) {
      throw new MessageError(first.reason as MessageError["code"], `column ${first.column}: ${first.advice}`);
    }
    return { contacts, dropped };
  };
}

/** The columns of each channel, in the order in which they are tried. */
function contactColumns(audience: Audience | undefined): readonly ContactColumn[] {
  const named = audience?.contacts;
  if (named === undefined) return DEFAULT_COLUMNS;
  return CHANNELS.flatMap((channel) => [named[channel] ?? []].flat().map((column) => ({ channel, column })));
}
