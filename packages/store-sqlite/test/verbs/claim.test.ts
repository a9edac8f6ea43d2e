import { DatabaseSync } from "node:sqlite";
import type { ClaimedRow } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { HOUR, START } from "../support/audience.ts";
import { openWorld } from "../support/open-world.ts";
import { tempFolder } from "../support/temp-folder.ts";

interface RuleFacts {
  readonly purpose?: string;
  readonly tenant?: string;
  readonly channel?: number;
  readonly expiresAt?: number;
}

/** Claims recipient 0 after a rule about their phone came into the table, and no bit onto their row. */
async function claimWithBareRule({ purpose = "", tenant = "", channel = 0, expiresAt }: RuleFacts = {}) {
  using folder = tempFolder();
  const file = folder.path("relance.db");
  const world = await openWorld({ file });
  await world.start(1);
  using other = new DatabaseSync(file);
  other
    .prepare(
      `insert into suppressions (tenant, channel, digest, purpose, reason, actor, created_at, expires_at)
       values (?, ?, 'phone-0', ?, 'opted-out', 'test', ?, ?)`,
    )
    .run(tenant, channel, purpose, START, expiresAt ?? null);
  const claimed: readonly ClaimedRow[] = await world.claim("sms.main");
  const mails = await world.claim("email.smtp");
  await world.store.close();
  return { sms: claimed.length, mails: mails.length };
}

describe("a claim", () => {
  it("reads the suppressions themselves, so that one without a marked row also blocks the contact", async () => {
    expect(await claimWithBareRule()).toEqual({ sms: 0, mails: 1 });
    expect(await claimWithBareRule({ purpose: "service" })).toEqual({ sms: 0, mails: 1 });
  });

  it.each<RuleFacts>([{ purpose: "marketing" }, { tenant: "acme" }, { channel: 1 }, { expiresAt: START }])(
    "is not blocked by a suppression for something else: %o",
    async (facts) => {
      expect(await claimWithBareRule(facts)).toEqual({ sms: 1, mails: 0 });
    },
  );

  it("writes nothing to the file if no recipient is due", async () => {
    using folder = tempFolder();
    const file = folder.path("relance.db");
    const world = await openWorld({ file });
    await world.start(1);
    expect(await world.claim("sms.main")).toHaveLength(1);
    using other = new DatabaseSync(file);
    const version = other.prepare("pragma data_version");
    const before = version.get();
    expect(await world.claim("sms.main")).toEqual([]);
    expect(version.get()).toEqual(before);
    await world.store.close();
  });

  it("is blocked by a suppression until the suppression ends", async () => {
    expect(await claimWithBareRule({ expiresAt: START + HOUR })).toEqual({ sms: 0, mails: 1 });
  });
});
