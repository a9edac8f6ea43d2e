import { isCanaries } from "@relance/core";
import type { Store } from "@relance/spec";
import { campaignLabel } from "../output/wording.ts";

/** A campaign that waits for an event of yours. */
export interface Listener {
  /** Name, and occurrence where there is one. */
  readonly label: string;
  readonly tenant: string;
  readonly on: string;
  readonly answers: readonly string[];
}

/** Campaigns that listen for some event, as their latest version says. Read once, when something was not heard. */
export function listenersOf(store: Store): () => Promise<readonly Listener[]> {
  let read: Promise<readonly Listener[]> | undefined;
  return () => {
    read ??= readListeners(store);
    return read;
  };
}

async function readListeners(store: Store): Promise<readonly Listener[]> {
  const latest = new Map((await store.versions()).map((version) => [version.campaign, version]));
  return [...latest.values()].flatMap(({ name, occurrence, tenant, plan }) => {
    if (plan.on === undefined || isCanaries(name)) return [];
    const label = campaignLabel({ name, occurrence });
    return [{ label, tenant, on: plan.on, answers: Object.keys(plan.answers) }];
  });
}

/** Of them, those that an event of this tenant is about; without a name it is about all. */
export function hearing(
  listeners: readonly Listener[],
  { tenant = "", on }: { readonly tenant?: string | undefined; readonly on?: string | undefined },
): readonly Listener[] {
  return listeners.filter((one) => one.tenant === tenant && (on === undefined || one.on === on));
}
