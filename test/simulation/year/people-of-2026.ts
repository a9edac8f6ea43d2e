import { readClock } from "./wall-clock.ts";

interface Place {
  readonly timezone: string;
  readonly phone: string;
  readonly digits: number;
  readonly clocks: readonly string[];
}

const FRANCE: Place = { timezone: "Europe/Paris", phone: "+33639", digits: 6, clocks: ["Europe/Paris"] };

/** Kinds of recipients whose time zone is known, from the row or the phone number. */
const ONE_CLOCK: readonly Place[] = [
  FRANCE,
  { timezone: "", phone: "+33639", digits: 6, clocks: ["Europe/Paris"] },
  { timezone: "", phone: "+262692", digits: 6, clocks: ["Indian/Reunion"] },
  { timezone: "", phone: "+596696", digits: 6, clocks: ["America/Martinique"] },
  { timezone: "America/New_York", phone: "+33639", digits: 6, clocks: ["America/New_York"] },
  { timezone: "Australia/Sydney", phone: "+614915", digits: 5, clocks: ["Australia/Sydney"] },
];

/**
 * Kinds of recipients whose phone number does not reveal the time zone. A message must be inside the window in all
 * zones of the country.
 */
const MANY_CLOCKS: readonly Place[] = [
  {
    timezone: "",
    phone: "+1212555",
    digits: 4,
    clocks: ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu"],
  },
  {
    timezone: "",
    phone: "+614915",
    digits: 5,
    clocks: ["Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"],
  },
];

export interface Person {
  readonly key: string;
  readonly clocks: readonly string[];
  readonly deadline: number;
  readonly row: Readonly<Record<string, string>>;
}

export function peopleOf(
  campaign: string,
  count: number,
  options: { readonly deadlineOf: (k: number) => number; readonly hasManyClocks: boolean },
): readonly Person[] {
  const places = options.hasManyClocks ? [...ONE_CLOCK, ...MANY_CLOCKS] : ONE_CLOCK;
  return Array.from({ length: count }, (_, k) => {
    const { timezone, phone, digits, clocks } = places[k % places.length] ?? FRANCE;
    const hasPhone = k % 11 !== 10;
    const deadline = options.deadlineOf(k);
    const key = `${campaign}/${k}`;
    return {
      key,
      // a recipient without a phone and without a time zone gets the campaign's time zone
      clocks: hasPhone || timezone !== "" ? clocks : ["Europe/Paris"],
      deadline,
      row: {
        id: key,
        timezone,
        until: new Date(deadline).toISOString().replace(/\.\d+Z$/, "Z"),
        mobile: hasPhone ? phone + String(k).padStart(digits, "0") : "",
        mail: k % 7 === 6 && hasPhone ? "" : `${campaign}-${k}@example.org`,
        browser: k % 3 === 0 ? subscriptionOf(key) : "",
      },
    };
  });
}

export function agree({ clocks }: Person, at: number, isAllowed: Allowed): boolean {
  return clocks.every((clock) => isAllowed(readClock(clock, at)));
}

export type Allowed = (shown: ReturnType<typeof readClock>) => boolean;

function subscriptionOf(key: string): string {
  const keys = {
    p256dh: Buffer.alloc(65, 4).toString("base64url"),
    auth: Buffer.alloc(16, 1).toString("base64url"),
  };
  return JSON.stringify({ endpoint: `https://push.example.org/${encodeURIComponent(key)}`, keys });
}
