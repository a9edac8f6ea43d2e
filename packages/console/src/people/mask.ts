import { channelOf, type ListedContact } from "@relance/spec";

const HIDDEN = "•••";

/** Enough of an address to tell two apart, and not enough to write to it. */
export function masked({ channel, address, barred }: ListedContact): ListedContact {
  return { channel, address: channelOf(channel).address.mask(address), barred };
}

/** The same, where nobody writes such an address by hand: a subscription or a token tells a reader nothing. */
export function readable(contact: ListedContact): ListedContact {
  return channelOf(contact.channel).address.open === undefined ? contact : masked(contact);
}

/** So many digits in a row of a number tell whose it is. */
const TELLING_DIGITS = 8;

/** A provider's own id, unless it is made of one of these addresses: some carriers build theirs of the number. */
export function maskedRef(ref: string, contacts: readonly ListedContact[]): string {
  const digits = (text: string) => text.replace(/\D/g, "");
  const tells = ({ channel, address }: ListedContact) => {
    if (channelOf(channel).address.read !== "phone") return ref.toLowerCase().includes(address.toLowerCase());
    const end = digits(address).slice(-TELLING_DIGITS);
    return end.length === TELLING_DIGITS && digits(ref).includes(end);
  };
  return contacts.some(tells) ? HIDDEN : ref;
}
