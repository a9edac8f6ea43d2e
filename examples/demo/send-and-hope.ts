import twilio from "twilio";
import type { Outside } from "./far-ends.ts";

/** What most programs know about the reminders that they sent. */
export interface Hope {
  readonly accepted: number;
  readonly errors: number;
  /** Number of recipients who got no message at all, which only the simulation knows. */
  readonly neverKnew: number;
}

/** Sends as most programs do, to the same recipients with the same seed, and counts what the API accepted. */
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
