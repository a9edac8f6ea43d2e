import { defineConfig, defineTemplates } from "relance";
import * as z from "zod";
import { memoryStore, provider, SECRET } from "../../packages/relance/test/support/gateway-config.ts";

export const row = z.object({
  id: z.string(),
  mobile: z.string(),
  mail: z.string().nullable(),
  first_name: z.string(),
  born: z.number(),
  city: z.enum(["Lyon", "Paris"]),
  due: z.iso.datetime(),
});

const templates = defineTemplates<{ first_name: string }>()({
  "recall@1": { sms: ({ variables, ack }) => ({ text: `${variables.first_name}, please confirm: ${ack.url}` }) },
  "letter@1": { email: ({ variables, ack }) => ({ subject: variables.first_name, text: ack.url }) },
});

export const gateway = defineConfig({
  store: memoryStore(),
  providers: { sms: { main: provider("sms"), second: provider("sms") }, email: { smtp: provider("email") } },
  security: { signing: [SECRET] },
  templates,
});

export const recall = gateway.campaign("recall", {
  row,
  deadline: { column: "due", minus: "24h" },
  audience: { key: "id", contacts: { sms: "mobile", email: ["mail"] } },
  confirm: {
    via: ["link", "reply"],
    buttons: {
      done: "close",
      later: { label: { en: "Later", fr: "Plus tard" }, effect: "snooze 72h" },
      wrong: "next-contact",
    },
    replies: { OK: "done", LATER: "later" },
  },
  steps: [
    {
      channel: "sms",
      route: ["main", "second"],
      template: "recall@1",
      wait: "48h",
      onMissingReceipt: { after: "30m" },
    },
    { channel: "sms", route: ["second"], template: "recall@1", wait: "1d", when: (row) => row.born.lt(1960) },
    {
      channel: "email",
      route: ["smtp"],
      template: "letter@1",
      when: (row) => row.born.gte(1960).or(row.city.eq("Lyon")).and(row.mail.isEmpty().not()),
    },
  ],
});
