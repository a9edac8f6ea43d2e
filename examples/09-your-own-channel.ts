// A channel of your own in one file: letters on paper, sent through the HTTP API of a print shop.
import { type ChannelDescription, MessageError, type Provider, ProviderError } from "@relance/spec";
import { createRelance, defineConfig, defineTemplates, sqliteStore } from "relance";
import * as z from "zod";

declare module "relance" {
  interface Channels {
    letter: { address: string; content: { subject: string; text: string } };
  }
}

export const letter: ChannelDescription<"letter"> = {
  name: "letter",
  number: 7, // databases store this number, so never change it
  words: { message: "a letter", addresses: "postal addresses" },
  address: {
    read(value) {
      const lines = typeof value === "string" ? value.split(/\s*[,\n]\s*/).filter((line) => line !== "") : [];
      if (lines.length >= 3 && /^\d{5} \S/.test(lines.at(-1) ?? "")) return lines.join(", ");
      throw new MessageError("message/bad-address", "write name, street, postcode and town, parted by commas");
    },
    mask: (kept) => `••• ${kept.split(" ").at(-1)}`,
    destination: (kept) => /(\d\d)\d{3} [^,]+$/.exec(kept)?.[1] ?? "",
  },
  content: { body: "text", headers: { subject: { required: true, most: 120 } }, most: { characters: 6_000 } },
  receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "undelivered" }, // a returned letter is undelivered
};

function printShop(url: string): Provider<"letter"> {
  return {
    ...{ kind: "print-shop", channel: "letter", vendor: "in-house" },
    capabilities: { receipts: false, replies: false },
    async send({ to, content, attemptId }, { signal }) {
      const body = JSON.stringify({ to, ...content, id: attemptId });
      const response = await fetch(url, { method: "PUT", body, signal }).catch(() => undefined);
      if (response?.ok) return { ref: attemptId };
      const init = { provider: "print-shop", disposition: "reroute", outcome: "unknown" } as const;
      throw new ProviderError("provider/unavailable", `HTTP ${response?.status ?? 0}`, init);
    },
  };
}
export const config = defineConfig({
  store: sqliteStore({ file: process.env.RELANCE_DB ?? "relance.db" }),
  channels: [letter],
  providers: { letter: { shop: printShop(process.env.SHOP_URL ?? "http://127.0.0.1:8078/letters") } },
  security: { signing: [process.env.RELANCE_SECRET] },
  templates: defineTemplates<{ name: string }>()({
    "seat@1": { letter: ({ variables }) => ({ subject: `Your seat, ${variables.name}`, text: "Come to our garage." }) },
  }),
  delivery: "live",
});
const row = z.object({ id: z.string(), name: z.string(), letter: z.string() });
const steps = [{ channel: "letter", route: ["shop"], template: "seat@1" }] as const;
export const campaign = config.campaign("recall", { row, deadline: "15d", steps });
await using relance = await createRelance(config);
const recipients = [{ id: "1", name: "Ada", letter: "Ada Lovelace, 12 rue des Lilas, 75011 Paris" }];
const handle = await relance.campaigns.start(campaign, { rows: recipients });
await relance.runOnce({ within: "10s" });
for (const { provider, state, count } of (await handle.ledger()).attempts) console.log(provider, state, count);
