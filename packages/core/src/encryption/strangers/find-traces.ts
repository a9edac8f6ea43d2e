import {
  type AttemptRef,
  type Contact,
  type EraseInput,
  type ForgottenPerson,
  type InboundItem,
  isEncrypted,
  type UnplacedItem,
} from "@relance/spec";
import type { EncryptionContext } from "../encryption-context.ts";
import { unlock } from "../unlock.ts";
import { ContactFinder } from "./contact-finder.ts";
import { refNames } from "./ref-names.ts";

/** Characters that are looked through before others may run: some milliseconds. */
const TOGETHER = 65_536;

/** What of a store tells of people who are to be forgotten and stands under none of their keys. */
export async function findTraces(
  context: EncryptionContext,
  people: readonly ForgottenPerson[],
): Promise<Pick<EraseInput, "unplaced" | "refs">> {
  const finder = new ContactFinder(await readContacts(context, people));
  if (finder.isEmpty) return {};
  return { unplaced: await findUnplaced(context, finder), refs: await findRefs(context, finder, people) };
}

/** Ids of messages that were made of an address, with what is to stand in their place. */
async function findRefs(
  { inner, signer }: EncryptionContext,
  finder: ContactFinder,
  people: readonly ForgottenPerson[],
): Promise<AttemptRef[]> {
  return (await inner.refsOf(people)).flatMap(({ attempt, ref }) => {
    const [name] = refNames(signer, ref) ?? [];
    return name !== undefined && finder.isIn(ref) ? [{ attempt, ref: name }] : [];
  });
}

/**
 * Items that were placed with nobody and tell of one of these people, in whatever spelling. Requests lie encrypted, so that
 * no store can look into them; it is done when somebody is forgotten, and costs nothing before.
 */
async function findUnplaced(context: EncryptionContext, finder: ContactFinder): Promise<number[]> {
  const found: number[] = [];
  let cursor: number | undefined;
  let read = 0;
  do {
    const page = await context.inner.unplaced(cursor);
    const isAbout = async (text: string) => {
      read += text.length;
      if (read > TOGETHER) {
        await context.yield();
        read = 0;
      }
      return finder.isIn(text);
    };
    const requests = new Set<number>();
    for (const { id, bytes } of page.requests) if (await isAbout(textOf(context, bytes))) requests.add(id);
    for (const one of page.items)
      if (requests.has(one.request) || (await isAbout(saidIn(context, one)))) found.push(one.id);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

/** Addresses of these people as far as their keys open them. */
async function readContacts(
  context: EncryptionContext,
  people: readonly ForgottenPerson[],
): Promise<Contact[]> {
  const stored = (await context.inner.contactsOf(people)).flat();
  const unlocked = await unlock(
    context,
    stored.map(({ address }) => address),
  );
  const contacts = stored.flatMap(({ channel, address }) => {
    const plain = unlocked.open("address", address);
    return plain === undefined ? [] : [{ channel, address: plain }];
  });
  unlocked.report();
  return contacts;
}

function textOf({ cipher }: EncryptionContext, bytes: Uint8Array): string {
  const plain = isEncrypted(bytes) ? cipher.decryptBytes(bytes) : bytes;
  return plain === undefined ? "" : new TextDecoder().decode(plain);
}

/** What a reply or a hint says besides the request in which it came. */
function saidIn({ cipher }: EncryptionContext, { item }: UnplacedItem): string {
  if (item === undefined) return "";
  const said = JSON.parse(item) as InboundItem;
  const read = (kind: "reply" | "hint", value: string) =>
    isEncrypted(value) ? (cipher.shared.decrypt(kind, value) ?? "") : value;
  if (said.type === "reply") return `${read("reply", said.from)}\n${read("reply", said.text)}`;
  return said.type === "signal" ? read("hint", said.detail ?? "") : "";
}
