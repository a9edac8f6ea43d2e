// This file is only type-checked. `npm run types` checks that each line below is an error, and mistakes.test.ts checks
// the compiler's message.

import { outgoingWebhooks } from "@relance/outgoing-webhooks";
import { defineConfig, defineTemplates, type Relance } from "relance";
import * as z from "zod";
import { gateway, recall, row } from "./recall.ts";

const deadline = "72h";
const audience = { contacts: { sms: "mobile" } } as const;
const step = { channel: "sms", route: ["main"], template: "recall@1" } as const;
const steps = [step] as const;
const head = { row, audience, deadline } as const;

/** A configuration whose only template has a text for SMS and no other channel. */
const short = defineConfig({ ...gateway, templates: { "a@1": { sms: () => ({ text: "" }) } } });

const message = { idempotencyKey: "1", recipient: { key: "ana", contacts: { sms: "+33639980001" } } } as const;
const content = { text: "Tomorrow at 9:00" } as const;

export async function mistakes(relance: Relance<(typeof gateway)["providers"]>): Promise<void> {
  // @ts-expect-error Property 'audience' is missing in type '{ row: z.ZodObject<{ id: z.ZodString; mobile: z.ZodString; mail: z.ZodNullable<z.ZodString>; first_name: z.ZodString; born: z.ZodNumber; city: z.ZodEnum<{ Lyon: "Lyon"; Paris: "Paris"; }>; due: z.ZodISODateTime; }, z.core.$strip>; deadline: "72h"; steps: readonly [...]; }' but required in type '{ readonly audience: { readonly contacts: unknown; }; }'.
  gateway.campaign("a", { row, deadline, steps });
  // @ts-expect-error Property 'key' is missing in type '{ readonly contacts: { readonly sms: "mobile"; }; }' but required in type '{ readonly key: string; }'.
  gateway.campaign("a", { row: row.omit({ id: true }), audience, deadline, steps });
  // @ts-expect-error Type '"idd"' is not assignable to type '"born" | "city" | "due" | "first_name" | "id" | "mail" | "mobile" | undefined'.
  gateway.campaign("a", { row, deadline, steps, audience: { ...audience, key: "idd" } });
  // @ts-expect-error Type '"moblie"' is not assignable to type '"born" | "city" | "due" | "first_name" | "id" | "mail" | "mobile" | readonly ("born" | "city" | "due" | "first_name" | "id" | "mail" | "mobile")[] | undefined'. Did you mean '"mobile"'?
  gateway.campaign("a", { row, deadline, steps, audience: { contacts: { sms: "moblie" } } });
  // @ts-expect-error Object literal may only specify known properties, and 'push' does not exist in type '{ readonly email?: "born" | "city" | "due" | "first_name" | "id" | "mail" | "mobile" | readonly ("born" | "city" | "due" | "first_name" | "id" | "mail" | "mobile")[] | undefined; readonly sms?: "born" | ... 7 more ... | undefined; }'.
  gateway.campaign("a", { row, deadline, steps, audience: { contacts: { push: "mobile" } } });
  // @ts-expect-error Type '"dues"' is not assignable to type '"city" | "due" | "first_name" | "id" | "mail" | "mobile"'. Did you mean '"due"'?
  gateway.campaign("a", { ...head, deadline: { column: "dues" }, steps });
  // @ts-expect-error Type '"born"' is not assignable to type '"city" | "due" | "first_name" | "id" | "mail" | "mobile"'.
  gateway.campaign("a", { ...head, deadline: { column: "born" }, steps });
  // @ts-expect-error Type '"1 day"' is not assignable to type '`${bigint}d` | `${bigint}h` | `${bigint}m` | `${bigint}s` | `${bigint}w` | undefined'.
  gateway.campaign("a", { ...head, deadline: { column: "due", minus: "1 day" }, steps });
  // @ts-expect-error Type '"in 72h"' is not assignable to type '{ readonly column: "city" | "due" | "first_name" | "id" | "mail" | "mobile"; readonly minus?: `${bigint}d` | `${bigint}h` | `${bigint}m` | `${bigint}s` | `${bigint}w` | undefined; } | `${number}-${number}-${number} ${string}` | ... 5 more ... | `${bigint}w`'.
  gateway.campaign("a", { ...head, deadline: "in 72h", steps });
  // @ts-expect-error Type '"push"' is not assignable to type '"email" | "sms"'.
  gateway.campaign("a", { ...head, steps: [{ channel: "push", route: ["main"], template: "recall@1" }] });
  // @ts-expect-error Type '"mian"' is not assignable to type '"main" | "second"'.
  gateway.campaign("a", { ...head, steps: [{ channel: "sms", route: ["mian"], template: "recall@1" }] });
  // @ts-expect-error Type '"main"' is not assignable to type '"smtp"'.
  gateway.campaign("a", { ...head, steps: [{ channel: "email", route: ["main"], template: "letter@1" }] });
  // @ts-expect-error Type '"recall@2"' is not assignable to type '"letter@1" | "recall@1"'. Did you mean '"recall@1"'?
  gateway.campaign("a", { ...head, steps: [{ channel: "sms", route: ["main"], template: "recall@2" }] });
  // @ts-expect-error Type '"letter@1"' is not assignable to type '"recall@1"'.
  gateway.campaign("a", { ...head, steps: [{ channel: "sms", route: ["main"], template: "letter@1" }] });
  // @ts-expect-error Type '"a@1"' is not assignable to type '"no template has a text for email"'.
  short.campaign("a", { ...head, steps: [{ channel: "email", route: ["smtp"], template: "a@1" }] });
  // @ts-expect-error Type '"lnik"' is not assignable to type '"event" | "link" | "reply"'.
  gateway.campaign("a", { ...head, steps, confirm: { via: ["lnik"] } });
  // @ts-expect-error Type '"12"' is not assignable to type '`${bigint}d` | `${bigint}h` | `${bigint}m` | `${bigint}s` | `${bigint}w` | undefined'.
  gateway.campaign("a", { ...head, callBuffer: "12", steps });
  // @ts-expect-error Type '"recall@1"' is not assignable to type '"recall@1 reads a column that the row lacks"'.
  gateway.campaign("a", { row: z.object({ id: z.string(), sms: z.string() }), deadline, steps });
  // @ts-expect-error Type '"48hours"' is not assignable to type '`${bigint}d` | `${bigint}h` | `${bigint}m` | `${bigint}s` | `${bigint}w` | undefined'.
  gateway.campaign("a", { ...head, steps: [{ ...step, wait: "48hours" }] });
  // @ts-expect-error Object literal may only specify known properties, and 'wiat' does not exist in type 'TypedStep<"sms", "main" | "second", "recall@1", { id: string; mobile: string; mail: string | null; first_name: string; born: number; city: "Lyon" | "Paris"; due: string; }>'.
  gateway.campaign("a", { ...head, steps: [{ ...step, wiat: "48h" }] });
  // @ts-expect-error Property 'bron' does not exist on type 'ConditionColumns<{ id: string; mobile: string; mail: string | null; first_name: string; born: number; city: "Lyon" | "Paris"; due: string; }>'.
  gateway.campaign("a", { ...head, steps: [{ ...step, when: (row) => row.bron.lt(1960) }] });
  // @ts-expect-error Property 'lt' does not exist on type '"a condition can read no column that a row may omit: let it be null"'.
  gateway.campaign("a", { ...head, row: row.partial(), steps: [{ ...step, when: (row) => row.born.lt(1960) }] });
  // @ts-expect-error Argument of type 'string' is not assignable to parameter of type 'number'.
  gateway.campaign("a", { ...head, steps: [{ ...step, when: (row) => row.born.lt("1960") }] });
  // @ts-expect-error Argument of type '"Lyno"' is not assignable to parameter of type '"Lyon" | "Paris"'.
  gateway.campaign("a", { ...head, steps: [{ ...step, when: (row) => row.city.eq("Lyno") }] });
  // @ts-expect-error Type 'boolean' is not assignable to type 'Condition'.
  gateway.campaign("a", { ...head, steps: [{ ...step, when: () => 1960 > 1950 }] });
  // @ts-expect-error Type '"closed"' is not assignable to type '{ readonly label?: LocalText; readonly effect: Effect; } | Effect'. Did you mean '"close"'?
  gateway.campaign("a", { ...head, steps, confirm: { buttons: { done: "closed" } } });
  // @ts-expect-error Type '"snooze soon"' is not assignable to type '{ readonly label?: LocalText; readonly effect: Effect; } | Effect'.
  gateway.campaign("a", { ...head, steps, confirm: { buttons: { later: "snooze soon" } } });
  // @ts-expect-error Type '"doen"' is not assignable to type '"done"'.
  gateway.campaign("a", { ...head, steps, confirm: { buttons: { done: "close" }, replies: { OK: "doen" } } });
  // @ts-expect-error Type '"brith"' is not assignable to type '"born" | "city" | "due" | "first_name" | "id" | "mail" | "mobile"'.
  gateway.campaign("a", { ...head, steps, confirm: { factor: { column: "brith", ask: "Year" } } });
  // @ts-expect-error Object literal may only specify known properties, but 'deadlin' does not exist in type '{ readonly row: ZodObject<{ id: ZodString; mobile: ZodString; mail: ZodNullable<ZodString>; first_name: ZodString; born: ZodNumber; city: ZodEnum<...>; due: ZodISODateTime; }, $strip>; } & TypedDefinition<...> & { ...; }'. Did you mean to write 'deadline'?
  gateway.campaign("a", { row, audience, deadlin: deadline, steps });
  // @ts-expect-error Type '{ id: string; mobile: string; }' is missing the following properties from type '{ id: string; mobile: string; mail: string | null; first_name: string; born: number; city: "Lyon" | "Paris"; due: string; }': mail, first_name, born, city, due
  await relance.campaigns.start(recall, { rows: [{ id: "1", mobile: "+33639980001" }] });
  // @ts-expect-error Type '"mian"' is not assignable to type '"main" | "second" | "smtp"'.
  await relance.send({ ...message, steps: [{ channel: "sms", route: ["mian"], content }] });
  // @ts-expect-error Type '"+30m"' is not assignable to type 'Date | `${bigint}d` | `${bigint}h` | `${bigint}m` | `${bigint}s` | `${bigint}w` | undefined'.
  await relance.send({ ...message, deadline: "+30m", steps: [{ channel: "sms", content }] });
  // @ts-expect-error Type '"+2 hours"' is not assignable to type 'Date | `${bigint}d` | `${bigint}h` | `${bigint}m` | `${bigint}s` | `${bigint}w` | undefined'.
  await relance.send({ ...message, deadline: "+2 hours", steps: [{ channel: "sms", content }] });
  // @ts-expect-error Type '"2 hours"' is not assignable to type '`${bigint}d` | `${bigint}h` | `${bigint}m` | `${bigint}s` | `${bigint}w` | undefined'.
  await relance.send({ ...message, steps: [{ channel: "sms", content, wait: "2 hours" }] });
  // @ts-expect-error Type '"2 hours"' is not assignable to type '`${bigint}d` | `${bigint}h` | `${bigint}m` | `${bigint}s` | `${bigint}w` | undefined'.
  await relance.send({ ...message, steps: [{ channel: "sms", content, onMissingReceipt: { after: "2 hours" } }] });
  const sent = await relance.send({ ...message, steps: [{ channel: "sms", content, wait: "10m" }] });
  // @ts-expect-error Type '"2 hours"' is not assignable to type '`${bigint}d` | `${bigint}h` | `${bigint}m` | `${bigint}s` | `${bigint}w` | undefined'.
  await sent.outcome({ timeout: "2 hours" });
  // @ts-expect-error This comparison appears to be unintentional because the types '"attempt.accepted" | "attempt.deferred" | "attempt.delivered" | "attempt.engaged" | "attempt.in-transit" | "attempt.not-sent" | "attempt.rejected" | "attempt.submitted" | ... 30 more ... | "stop.doubtful"' and '"enrollment.acknowleged"' have no overlap.
  relance.subscribe("crm", (events) => void events.some(({ type }) => type === "enrollment.acknowleged"));
  // @ts-expect-error Type '"enrollment.acknowleged"' is not assignable to type '"attempt.accepted" | "attempt.deferred" | "attempt.delivered" | "attempt.engaged" | "attempt.in-transit" | "attempt.not-sent" | "attempt.rejected" | "attempt.submitted" | ... 30 more ... | "stop.doubtful"'. Did you mean '"enrollment.acknowledged"'?
  outgoingWebhooks({ crm: { url: "", secret: "", events: ["enrollment.acknowleged"] } });
  // @ts-expect-error Property 'frist_name' does not exist on type '{ readonly first_name: string; }'. Did you mean 'first_name'?
  defineTemplates<{ first_name: string }>()({ "a@1": { sms: ({ variables }) => ({ text: variables.frist_name }) } });
  // @ts-expect-error Property 'text' is missing in type '{ body: string; }' but required in type 'SmsContent'.
  defineTemplates<{ first_name: string }>()({ "a@1": { sms: ({ variables }) => ({ body: variables.first_name }) } });
  // @ts-expect-error Type '() => { text: string; }' is not assignable to type '"there is no channel smss"'.
  defineTemplates<{ first_name: string }>()({ "a@1": { smss: () => ({ text: "" }) } });
}
