import type { Contact, ForgottenPerson } from "@relance/spec";
import { MATTERS, REFUSED } from "../erasing/forget-person.ts";
import type { StoreContext } from "../transaction/context.ts";

const CONTACTS = `select contacts from people where id in (${MATTERS})`;

/** Contacts of these people's matters and refused rows, as stored. */
export function contactsOf({ sql }: StoreContext, people: readonly ForgottenPerson[]): Contact[][] {
  return people.map(({ key, tenant }) => {
    const matters = sql.rows(CONTACTS, key, tenant).map(([contacts]) => contacts);
    const refused = sql.rows(REFUSED, key, tenant).map(([, contacts]) => contacts ?? "[]");
    return [...matters, ...refused].flatMap((contacts) => JSON.parse(String(contacts)) as Contact[]);
  });
}
