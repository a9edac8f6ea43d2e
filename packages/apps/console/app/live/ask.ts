import type { PauseEffect } from "@relance/engine";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { DoubtfulReply, PeoplePage, RevealedPerson, ShownPerson } from "../../src/wire/people.ts";
import type { Requests } from "../../src/wire/requests.ts";
import type { SessionFacts } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";

interface Answers {
  "people/find": Wired<PeoplePage>;
  "people/read": { readonly person?: Wired<ShownPerson> };
  "people/unreached": Wired<PeoplePage>;
  "people/doubtful": { readonly replies: readonly Wired<DoubtfulReply>[] };
  "people/export": never;
  "people/reveal": { readonly people: readonly Wired<RevealedPerson>[] };
  "controls/pause": { readonly version: number };
  "controls/pause-effect": PauseEffect;
  "controls/resume": { readonly version: number };
  "controls/throttle": { readonly version: number };
  "controls/cancel": { readonly cancelled: number };
  "orders/extend": { readonly moved: number; readonly reopened: number };
  "orders/escalate": { readonly moved: number };
  "orders/resume": { readonly moved: number };
  "orders/judge": { readonly people: number };
  "orders/confirm": { readonly confirmed: number };
}

export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;

  constructor({ code, message }: { readonly code: string; readonly message: string }) {
    super(message);
    this.code = code;
  }
}

async function answered(place: keyof Requests, what: object): Promise<Response> {
  const response = await fetch(place, {
    method: "POST",
    headers: { "content-type": "application/json", "x-relance-console": "1" },
    body: JSON.stringify(what),
  });
  if (!response.ok) throw new Refused((await response.json()) as { readonly code: string; readonly message: string });
  return response;
}

export async function ask<Place extends keyof Requests>(place: Place, what: Requests[Place]): Promise<Answers[Place]> {
  const answer = (await (await answered(place, what)).json()) as Answers[Place];
  if ("campaign" in what && "version" in answer) versions.set(what.campaign, answer.version);
  return answer;
}

/** Requests a file, and makes the browser save the file under the given name. @throws {Refused} */
export async function download<Place extends keyof Requests>(
  place: Place,
  what: Requests[Place],
  file: string,
): Promise<void> {
  const url = URL.createObjectURL(await (await answered(place, what)).blob());
  const link = Object.assign(document.createElement("a"), { href: url, download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // by this time, the browser has saved the file
}

export const VIEWER: SessionFacts = { role: "viewer", actor: undefined, isCapture: false, addresses: [] };

export const SessionContext = createContext<SessionFacts>(VIEWER);

export function useSession(): SessionFacts {
  return useContext(SessionContext);
}

export async function readSession(): Promise<SessionFacts> {
  const response = await fetch("session");
  return response.ok ? ((await response.json()) as SessionFacts) : VIEWER;
}

/** Why a request was refused: the session ended, the visitor's role forbids it, or the view does not exist. */
export type RefusedFor = "expired" | "forbidden" | "unknown";

const REASONS: Readonly<Record<number, RefusedFor>> = { 401: "expired", 403: "forbidden", 404: "unknown" };

/** Sends a refused request again to get the reason, because browsers do not report the reason for streams. */
export async function whyRefused(url: string): Promise<RefusedFor | undefined> {
  const leaving = new AbortController();
  try {
    return REASONS[(await fetch(url, { signal: leaving.signal })).status];
  } catch {
    return undefined;
  } finally {
    leaving.abort();
  }
}

/** For each campaign, the latest queue version that this page's commands created. The page shows it a moment later. */
const versions = new Map<number, number>();

/** Returns the highest version of a campaign's queues that this page has shown or created. */
export function versionSeen(campaign: number, shown: readonly { readonly version: number }[]): number {
  return Math.max(versions.get(campaign) ?? 0, ...shown.map(({ version }) => version));
}
