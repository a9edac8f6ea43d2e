import type { CodeTemplate, CodeTemplateInput, CodeTemplates } from "@relance/campaign";
import { defineCampaign } from "@relance/campaign";
import type { CampaignDefinition, Channel, LoadedCampaign, Step } from "relance";
import { agree, type Person, peopleOf } from "./people-of-2026.ts";
import type { WallTime } from "./wall-clock.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Public holidays in France in 2026, copied from a calendar. */
export const HOLIDAYS: ReadonlySet<string> = new Set(
  (
    "2026-01-01 2026-04-06 2026-05-01 2026-05-08 2026-05-14 2026-05-25 2026-07-14 2026-08-15 " +
    "2026-11-01 2026-11-11 2026-12-25 2027-01-01"
  ).split(" "),
);

export interface YearCampaign {
  readonly name: string;
  readonly startAt: number;
  readonly campaign: LoadedCampaign;
  readonly people: readonly Person[];
  /**
   * `quiet`: no recipient confirms and every message arrives, as in forecasts · `lively`: recipients answer and
   * messages are lost.
   */
  readonly world: "quiet" | "lively";
  /** Whether messages wait in the queue of a slow provider. */
  readonly isCrowded: boolean;
  isAllowed(person: Person, step: number, channel: Channel, at: number): boolean;
}

/** The text of each message contains the recipient's key and the number of the step. */
export const TEMPLATES: CodeTemplates = Object.fromEntries(
  [1, 2, 3, 4].map((step) => {
    const says = ({ variables }: CodeTemplateInput) => `${variables.id} ${step}`;
    const template: CodeTemplate = {
      sms: (input) => ({ text: says(input) }),
      email: (input) => ({ subject: "The year", text: says(input) }),
      push: (input) => ({ title: "The year", body: says(input) }),
    };
    return [`step${step}@1`, template];
  }),
);

const COMMON = {
  version: 1,
  timezone: "Europe/Paris",
  deadline: { column: "until" },
  audience: { contacts: { sms: "mobile", email: "mail", push: "browser" } },
} as const;
const sms = { channel: "sms", route: ["main", "second"] } as const;
const email = { channel: "email", route: ["smtp"] } as const;
const push = { channel: "push", route: ["web"] } as const;

function ladder(...steps: readonly Omit<Step, "template">[]): readonly Step[] {
  return steps.map((step, k) => ({ ...step, template: `step${k + 1}@1` }));
}

/** A campaign with windows in the daytime, except on holidays. The last step has no window. */
const OFFICE: Omit<CampaignDefinition, "name"> = {
  ...COMMON,
  callBuffer: "1h",
  windows: {
    sms: "mon-fri 08:00-20:00, sat 10:00-18:00",
    email: "mon-fri 07:00-21:00",
    push: ["mon-sat 09:30-21:15"],
    holidays: ["FR"],
  },
  steps: ladder(
    { ...sms, wait: "24h" },
    { ...push, wait: "8h" },
    { ...email, wait: "24h" },
    { ...sms, beforeDeadline: "6h", ignoreWindows: true },
  ),
};
const OFFICE_HOURS: Hours = {
  sms: ({ weekday, minute }) =>
    weekday === 6 ? within(minute, 600, 1_080) : weekday > 0 && within(minute, 480, 1_200),
  email: ({ weekday, minute }) => weekday > 0 && weekday < 6 && within(minute, 420, 1_260),
  push: ({ weekday, minute }) => weekday > 0 && within(minute, 570, 1_275),
};

/**
 * A campaign with windows at the hour of a clock change. The email window begins at 02:30, a time that does not exist
 * on the spring change.
 */
const NIGHT: Omit<CampaignDefinition, "name"> = {
  ...COMMON,
  windows: { email: "02:30-05:00", sms: "22:00-02:30 next day" },
  steps: ladder({ ...email, wait: "12h" }, { ...sms, wait: "12h" }, { ...email, wait: "6h" }),
};
const NIGHT_HOURS: Hours = {
  email: ({ minute }) => within(minute, 150, 300),
  sms: ({ minute }) => minute >= 1_320 || minute < 150,
  push: () => false,
};

const CROWDED: Omit<CampaignDefinition, "name"> = {
  ...OFFICE,
  steps: ladder({ ...email, route: ["slow"], wait: "24h" }, { ...push, wait: "24h" }),
};

type Hours = Readonly<Partial<Record<Channel, (shown: WallTime) => boolean>>>;

function within(minute: number, from: number, until: number): boolean {
  return minute >= from && minute < until;
}

interface Kind {
  readonly definition: Omit<CampaignDefinition, "name">;
  readonly hours: Hours;
  readonly people: number;
  readonly firstHours: number;
  readonly lastHours: number;
  readonly world: YearCampaign["world"];
  readonly isBoundToHolidays: boolean;
}

const KINDS = {
  quiet: {
    definition: OFFICE,
    hours: OFFICE_HOURS,
    people: 24,
    firstHours: 5,
    lastHours: 12 * 24,
    world: "quiet",
    isBoundToHolidays: true,
  },
  lively: {
    definition: OFFICE,
    hours: OFFICE_HOURS,
    people: 24,
    firstHours: 30,
    lastHours: 12 * 24,
    world: "lively",
    isBoundToHolidays: true,
  },
  night: {
    definition: NIGHT,
    hours: NIGHT_HOURS,
    people: 18,
    firstHours: 40,
    lastHours: 96,
    world: "quiet",
    isBoundToHolidays: false,
  },
  crowded: {
    definition: CROWDED,
    hours: OFFICE_HOURS,
    people: 40,
    firstHours: 90,
    lastHours: 120,
    world: "quiet",
    isBoundToHolidays: true,
  },
} satisfies Readonly<Record<string, Kind>>;

/**
 * One campaign per month. With these start times, every holiday and the clock changes of several countries fall into a
 * campaign.
 */
const STARTS: readonly (readonly [kind: keyof typeof KINDS, startAt: string])[] = [
  ["quiet", "2025-12-30T13:00Z"], // New Year
  ["lively", "2026-01-16T09:00Z"],
  ["quiet", "2026-02-13T21:30Z"],
  ["night", "2026-03-07T11:00Z"], // clocks change in New York
  ["lively", "2026-03-13T15:00Z"],
  ["quiet", "2026-03-26T16:00Z"], // clocks change in France, then Easter Monday, then clocks change in Sydney
  ["night", "2026-03-28T11:00Z"],
  ["night", "2026-04-04T03:00Z"],
  ["lively", "2026-04-03T08:00Z"],
  ["quiet", "2026-04-29T12:00Z"], // 1 and 8 May
  ["crowded", "2026-04-30T15:30Z"],
  ["lively", "2026-05-07T10:00Z"], // 8 May, Ascension
  ["quiet", "2026-05-13T17:00Z"], // Ascension, Whit Monday
  ["quiet", "2026-05-22T18:45Z"],
  ["lively", "2026-06-12T07:00Z"],
  ["quiet", "2026-07-10T16:00Z"], // 14 July
  ["crowded", "2026-07-13T16:00Z"],
  ["lively", "2026-08-13T14:00Z"], // 15 August, a Saturday
  ["quiet", "2026-08-14T15:55Z"],
  ["quiet", "2026-09-18T02:00Z"],
  ["night", "2026-10-03T03:00Z"], // clocks change in Sydney
  ["quiet", "2026-10-22T17:00Z"], // clocks change in France, then All Saints
  ["night", "2026-10-24T11:00Z"],
  ["night", "2026-10-31T11:00Z"], // clocks change in New York
  ["lively", "2026-10-30T13:00Z"], // All Saints, Armistice
  ["crowded", "2026-11-10T15:00Z"],
  ["quiet", "2026-11-10T17:30Z"],
  ["lively", "2026-12-18T09:00Z"], // Christmas
  ["quiet", "2026-12-23T19:00Z"], // Christmas, New Year
];

export const CAMPAIGNS: readonly YearCampaign[] = STARTS.map(([kind, text]) => {
  const { definition, hours, people, firstHours, lastHours, world, isBoundToHolidays }: Kind = KINDS[kind];
  const startAt = Date.parse(text);
  const name = `${kind}-${text.slice(0, 10)}`;
  const everyMs = ((lastHours - firstHours) * HOUR_MS) / people;
  return {
    name,
    startAt,
    campaign: defineCampaign({ ...definition, name }, { templates: TEMPLATES }),
    people: peopleOf(name, people, {
      deadlineOf: (k) => startAt + firstHours * HOUR_MS + Math.floor((k * 7) % people) * everyMs,
      hasManyClocks: kind !== "night",
    }),
    world,
    isCrowded: kind === "crowded",
    isAllowed: (person: Person, step: number, channel: Channel, at: number) =>
      definition.steps[step - 1]?.ignoreWindows === true ||
      agree(
        person,
        at,
        (shown) => !(isBoundToHolidays && HOLIDAYS.has(shown.date)) && hours[channel]?.(shown) === true,
      ),
  };
}).sort((a, b) => a.startAt - b.startAt);

export const YEAR: { readonly from: number; readonly until: number } = {
  from: Date.UTC(2025, 11, 30),
  until:
    Math.max(Date.UTC(2026, 11, 31), ...CAMPAIGNS.flatMap(({ people }) => people.map(({ deadline }) => deadline))) +
    DAY_MS,
};
