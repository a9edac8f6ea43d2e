import type { Channel } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { contactDigest } from "../enroll/enroll-lines.ts";
import { optOutTarget } from "../links.ts";

/** RFC 8058: the contact that got the message is suppressed; never an acknowledgement. False for a foreign token. */
export async function optOutByToken(context: EngineContext, token: string): Promise<boolean> {
  const target = optOutTarget(context.signer, token);
  if (target === undefined) return false;
  const person = await context.store.read({ enrollment: target.enrollment });
  const contact = person?.contacts.filter(({ channel }) => channel === target.channel)[target.contact];
  if (person === undefined || contact === undefined) return false;
  const { stored } = await context.versions.get(person.version);
  const channel = contact.channel satisfies Channel;
  const digest = contactDigest(context, channel, contact.address);
  await context.store.suppress([
    { tenant: stored.tenant, digest, channel, reason: "opted-out", source: "one-click" },
  ]);
  return true;
}
