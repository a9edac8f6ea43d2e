import type { CampaignDefinition } from "relance";
import { readClock, type WallTime } from "./wall-clock.ts";

const DAY_MS = 86_400_000;

export const START: number = Date.UTC(2026, 8, 1, 5);
export const PEOPLE = 180;

/** Public holidays in France in 2026, copied from a calendar. */
const HOLIDAYS = new Set(
  (
    "2026-11-01 2026-11-11 2026-12-25 2027-01-01 2027-03-29 2027-05-01 " +
    "2027-05-06 2027-05-08 2027-05-17 2027-07-14 2027-08-15"
  ).split(" "),
);

/**
 * Where recipients live. An American phone number does not reveal the time zone, so a message must be inside the window
 * in every possible zone (`clocks`).
 */
const PLACES = [
  { timezone: "Europe/Paris", phone: "+33639", clocks: ["Europe/Paris"] },
  { timezone: "", phone: "+33639", clocks: ["Europe/Paris"] },
  { timezone: "Indian/Reunion", phone: "+33639", clocks: ["Indian/Reunion"] },
  { timezone: "Asia/Kolkata", phone: "+9198765", clocks: ["Asia/Kolkata"] },
  { timezone: "America/New_York", phone: "+1212555", clocks: ["America/New_York"] },
  { timezone: "", phone: "+1212555", clocks: ["America/New_York", "America/Denver", "Pacific/Honolulu"] },
  { timezone: "", phone: "+8180123", clocks: ["Asia/Tokyo"] },
] as const;

/** Every step starts a fixed time before the recipient's own deadline. The last step has no window. */
export const definition: CampaignDefinition = {
  version: 1,
  name: "a-year",
  timezone: "Europe/Paris",
  deadline: { column: "until" },
  callBuffer: "2h",
  audience: { contacts: { sms: "mobile", email: "mail" } },
  windows: { sms: "mon-fri 08:00-20:00, sat 10:00-18:00", email: ["mon-fri 07:00-21:00"], holidays: ["FR"] },
  steps: [
    { channel: "sms", route: ["main"], template: "year@1", beforeDeadline: "9d", wait: "72h" },
    { channel: "email", route: ["smtp"], template: "year@1", wait: "60h" },
    { channel: "sms", route: ["main"], template: "year@2", beforeDeadline: "50h", wait: "24h" },
    { channel: "email", route: ["smtp"], template: "year@2", beforeDeadline: "5h", ignoreWindows: true },
  ],
};

export const recipients = Array.from({ length: PEOPLE }, (_, k) => {
  const { timezone, phone } = placeOf(k);
  const until = START + 16 * DAY_MS + Math.floor((k * (349 * DAY_MS + 97 * 3_600_000)) / PEOPLE);
  return {
    id: String(k),
    until: new Date(until).toISOString().replace(/\.\d+Z$/, "Z"),
    timezone,
    mobile: phone + String(k).padStart(12 - phone.length, "0"),
    mail: `p${k}@example.org`,
  };
});

export function isAllowed(channel: string, person: number, at: number): boolean {
  return placeOf(person).clocks.every((clock) => isOpen(channel, readClock(clock, at)));
}

function placeOf(person: number): (typeof PLACES)[number] {
  return PLACES[person % PLACES.length] ?? PLACES[0];
}

function isOpen(channel: string, { date, weekday, minute }: WallTime): boolean {
  if (HOLIDAYS.has(date) || weekday === 0) return false;
  if (channel === "email") return weekday < 6 && minute >= 7 * 60 && minute < 21 * 60;
  return weekday === 6 ? minute >= 10 * 60 && minute < 18 * 60 : minute >= 8 * 60 && minute < 20 * 60;
}
