import { closingAnswer } from "@relance/rules";
import { type ContentOf, hiddenName, type Ledger, type PluginClient } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { writeAgain } from "../dispatch/write-again.ts";
import { toEnrollRows } from "../enroll/enroll-rows.ts";

export function createPluginClient(context: EngineContext, plugin: string): PluginClient {
  const { store, versions } = context;

  async function ofRecipient(enrollment: number) {
    const person = await store.read({ enrollment });
    return person && { person, version: await versions.get(person.version) };
  }

  return {
    async campaign(campaign) {
      const { stored, compiled } = await versions.latest(campaign);
      return { plan: stored.plan, compiled };
    },
    async hide(campaign, plan) {
      const { stored, compiled } = await versions.latest(campaign);
      const { tenant, occurrence } = stored;
      const { hash, body } = compiled;
      const name = hiddenName(stored.name, plugin);
      const own = { tenant, name, occurrence, hash, body, plan };
      const defined = await store.define({ ...own, audience: "open", manyVersions: true });
      return { campaign: defined.campaign, version: defined.version, tenant };
    },
    async hidden(campaign) {
      const { tenant, occurrence, ...stored } = await versions.latestStored(campaign);
      const name = hiddenName(stored.name, plugin);
      const isOurs = (one: Ledger) => one.name === name && one.tenant === tenant && one.occurrence === occurrence;
      return (await store.count()).find(isOurs)?.campaign;
    },
    async enroll({ campaign, version, tenant }, importId, admitted) {
      const rows = await toEnrollRows(context, { campaign, tenant }, admitted);
      await store.enroll({ campaign, version, importId: `${plugin}:${importId}`, seq: 0, rows, refused: [] });
    },
    async acknowledge(enrollment, sourceId) {
      const found = await ofRecipient(enrollment);
      if (found === undefined) return;
      const answer = closingAnswer(found.version.stored.plan);
      const how = { method: "event", strength: "event", source: plugin, sourceId } as const;
      await store.acknowledge([{ target: { enrollment }, answer, ...how }]);
    },
    async sms(enrollment) {
      const found = await ofRecipient(enrollment);
      const address = found?.person.contacts.find(({ channel }) => channel === "sms")?.address;
      if (found === undefined || address === undefined) return undefined;
      const { provider = "", attemptId = "" } = found.person.lastAttempt ?? {};
      const attempt = { attemptId, step: 1, provider, channel: "sms", address } as const;
      const message = writeAgain(context, found.version, found.person, attempt);
      return message && { number: address, text: (message.content as ContentOf<"sms">).text };
    },
  };
}
