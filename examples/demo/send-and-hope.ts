import twilio from "twilio";
import type { Outside } from "./fake-vendors.ts";

/** The numbers that a simple program counts about its messages. */
export interface Hope {
  readonly accepted: number;
  readonly errors: number;
  /** Number of recipients who got no message. Only the simulation knows this number. */
  readonly neverKnew: number;
}

/** Sends to the same recipients in a simple loop, and counts the messages that the API accepted. */
export async function sendAndHope(outside: Outside): Promise<Hope> {
  const { DEMO_TWILIO_SID = "", DEMO_TWILIO_TOKEN = "", DEMO_TWILIO_URL = "" } = outside.env;
  const client = twilio(DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN);
  client.api.baseUrl = DEMO_TWILIO_URL;
  let accepted = 0;
  let errors = 0;
  const queue = outside.people.values();
  const send = async () => {
    for (const { mobile, first_name } of queue) {
      const message = {
        to: mobile,
        from: "+33639989999",
        body: `${first_name}, please re-register before 15 August.`,
      };
      await client.messages.create(message).then(
        () => accepted++,
        () => errors++,
      );
    }
  };
  await Promise.all(Array.from({ length: 16 }, send));
  outside.clock.advanceTo(outside.clock.now() + 14 * 86_400_000);
  return { accepted, errors, neverKnew: outside.world.report().neverReached };
}
