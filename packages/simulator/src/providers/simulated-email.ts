import { linksIn } from "../world/letter.ts";
import type { MailHostOptions } from "../world/mail-host.ts";
import type { SimulatedOptions } from "./simulated-provider.ts";
import { type SimulatedProvider, simulatedProvider } from "./simulated-provider.ts";

export interface SimulatedEmailOptions extends SimulatedOptions {
  /** Habits of its mail host, when the world has not made it yet. */
  readonly host?: MailHostOptions | undefined;
}

/** Email through a mail host of the world, without a wire. Like real mail it has no receipts. */
export function simulatedEmail(options: SimulatedEmailOptions): SimulatedProvider<"email"> {
  return simulatedProvider(options, {
    courier: options.world.mailHost(options.instance, options.host),
    receipts: false,
    replies: false,
    addressOf: ({ to }) => to,
    letterOf: ({ content, optOutUrl }) => ({
      subject: content.subject,
      text: content.text,
      links: linksIn(`${content.text}\n${content.html ?? ""}`).filter((link) => link !== optOutUrl),
    }),
  });
}
