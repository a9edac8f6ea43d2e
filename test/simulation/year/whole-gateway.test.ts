import { beforeAll, describe, expect, it } from "vitest";
import { onTime, onTimeText } from "../../support/on-time.ts";
import { HOLIDAYS } from "./campaigns-of-2026.ts";
import { type LivedCampaign, liveThroughTheYear, type Wired } from "./live-2026.ts";
import type { Person } from "./people-of-2026.ts";
import { readClock } from "./wall-clock.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Windows begin and end only at multiples of 15 minutes, in every time zone. */
const GRID_MS = 15 * MINUTE_MS;
/**
 * Maximum difference between the run and the forecast. The forecast omits the duration of provider calls, up to four
 * seconds each.
 */
const CALLS_MS = MINUTE_MS;

let year: readonly LivedCampaign[] = [];
beforeAll(async () => {
  year = await liveThroughTheYear();
}, 1_200_000); // the test uses two and a half minutes of one core

const quiet = () => year.filter(({ told }) => told.world === "quiet");
/**
 * Returns quiet campaigns in which no message waits in a queue. There, a forecast for one recipient equals that
 * recipient's forecast within the campaign.
 */
const roomy = () => quiet().filter(({ told }) => !told.isCrowded);

function of({ wired }: LivedCampaign, { key }: Person): readonly Wired[] {
  return wired.filter((message) => message.key === key);
}

type Fate = "inTime" | "squeezed" | "tooLate" | "unreachable";

function fateOf({ alone }: LivedCampaign, { key }: Person): Fate {
  const people = alone.get(key)?.people;
  const fate = (["inTime", "squeezed", "tooLate", "unreachable"] as const).find((name) => people?.[name] === 1);
  if (fate === undefined) throw new Error(`nothing was planned of ${key}`);
  return fate;
}

function withFate(campaigns: readonly LivedCampaign[], ...fates: readonly Fate[]) {
  return campaigns.flatMap((lived) =>
    lived.told.people
      .filter((person) => fates.includes(fateOf(lived, person)))
      .map((person) => ({ lived, person, messages: of(lived, person) })),
  );
}

describe("a whole gateway in the year 2026", () => {
  it("sends nothing outside the windows, by each recipient's local time", () => {
    const outside = year.flatMap(({ told, wired }) =>
      wired.filter(({ key, step, channel, at }) => {
        const person = told.people.find((one) => one.key === key);
        return person === undefined || !told.isAllowed(person, step, channel, at);
      }),
    );
    expect(outside).toEqual([]);
  });

  it("sends nothing after a recipient's deadline, and leaves no enrollment open", () => {
    const late = year.flatMap((lived) =>
      lived.told.people.flatMap((person) => of(lived, person).filter(({ at }) => at >= person.deadline)),
    );
    expect(late).toEqual([]);
    for (const { told, ledger } of year) {
      expect(ledger, told.name).toMatchObject({
        holds: true,
        audience: { enrolled: told.people.length },
        states: { pending: 0, active: 0 },
      });
    }
  });

  it("sends every step at the forecast minute and with every full wait to recipients who were forecast to be in time", () => {
    const people = withFate(roomy(), "inTime");
    expect(people.length).toBeGreaterThan(250);
    for (const { lived, person, messages } of people) {
      const planned = lived.alone.get(person.key)?.steps.filter(({ leaves }) => leaves !== undefined) ?? [];
      expect(
        messages.map(({ step }) => step),
        person.key,
      ).toEqual(planned.map(({ step }) => step));
      messages.forEach(({ step, at }, k) => {
        const plannedAt = planned[k]?.leaves?.first.getTime() ?? 0;
        expect(Math.abs(at - plannedAt), `${person.key} step ${step}`).toBeLessThanOrEqual(CALLS_MS);
        const nextAt = messages[k + 1]?.at ?? Number.POSITIVE_INFINITY;
        expect(nextAt - at, `${person.key} step ${step}`).toBeGreaterThanOrEqual(waitOf(lived, step));
      });
    }
  });

  it("reaches every recipient with a forecast message before the deadline, with shortened waits and lost messages too", () => {
    const people = withFate(year, "inTime", "squeezed");
    expect(people.filter(({ messages }) => messages.length === 0).map(({ person }) => person.key)).toEqual([]);
    const others = withFate(roomy(), "tooLate", "unreachable");
    expect(others.length).toBeGreaterThan(0);
    expect(others.flatMap(({ messages }) => messages)).toEqual([]);
  });

  it("sends as many messages of each step as the forecast of the whole campaign, plus or minus one", () => {
    let differences = 0;
    for (const { told, plan, wired } of quiet()) {
      for (const { step, messages } of plan.steps) {
        const off = Math.abs(wired.filter((message) => message.step === step).length - messages);
        expect(off, `${told.name} step ${step}`).toBeLessThanOrEqual(1);
        differences += off;
      }
    }
    expect(differences).toBeLessThanOrEqual(3);
    for (const lived of roomy()) {
      for (const fate of ["inTime", "squeezed", "tooLate"] as const)
        expect(lived.plan.people[fate], lived.told.name).toBe(withFate([lived], fate).length);
    }
  });

  it("begins with the first minute that the recipient's clocks permit", () => {
    const first = withFate(roomy(), "inTime", "squeezed").filter(({ messages }) => messages[0]?.step === 1);
    expect(first.length).toBeGreaterThan(200);
    for (const { lived, person, messages } of first) {
      const [{ at = 0, channel = "sms" } = {}] = messages;
      expect(at - firstMinute(lived, person, channel), person.key).toBeLessThan(CALLS_MS);
    }
  });

  it("sends every message within five seconds of its due time, unless a rate delays it", () => {
    const ledgers = roomy().map(({ ledger }) => ledger);
    const lively = year.filter(({ told }) => told.world === "lively").map(({ ledger }) => ledger);
    console.info(`left within 5 s of being due, in the year: ${onTimeText(onTime([...ledgers, ...lively], 5))}`);
    for (const some of [ledgers, lively]) {
      const { messages, within } = onTime(some, 5);
      expect(messages).toBeGreaterThan(100);
      expect(within).toBe(messages);
    }
  });

  it("reports no loss of messages that the carrier kept until the morning", () => {
    const overnight = withFate(quiet(), "inTime", "squeezed").flatMap(({ person, messages }) =>
      messages.filter(
        ({ provider, at }) =>
          provider === "sms.main" &&
          person.clocks.every((clock) => {
            const { minute } = readClock(clock, at);
            return minute >= 21 * 60 || minute < 6 * 60;
          }),
      ),
    );
    expect(overnight.length).toBeGreaterThan(20);
    const again = quiet().flatMap(({ wired }) => wired.filter(({ provider }) => provider === "sms.second"));
    expect(again).toEqual([]);
  });

  it("covers the holidays and clock changes of the year", () => {
    const spans = (date: string) =>
      year.some(
        ({ told }) =>
          told.startAt < Date.parse(date) && told.people.some(({ deadline }) => deadline > Date.parse(date)),
      );
    expect(
      [...HOLIDAYS].filter((date) => date < "2027" && date !== "2026-01-01").filter((date) => !spans(date)),
    ).toEqual([]);
    const shown = year.flatMap(({ told, wired }) =>
      wired.flatMap(({ key, at }) =>
        (told.people.find((person) => person.key === key)?.clocks ?? []).map((clock) => {
          const { date, minute } = readClock(clock, at);
          return `${clock} ${date} ${Math.floor(minute / 30)}`;
        }),
      ),
    );
    // half hours of a clock change in which a message must be sent: after the skipped hour, or in the repeated hour
    for (const moment of [
      "Europe/Paris 2026-03-29 6",
      "Europe/Paris 2026-10-25 5",
      "America/New_York 2026-03-08 6",
      "America/New_York 2026-11-01 5",
      "Australia/Sydney 2026-10-04 6",
      "Australia/Sydney 2026-04-05 5",
    ])
      expect(shown).toContain(moment);
    const lively = year.filter(({ told }) => told.world === "lively");
    expect(lively.reduce((sum, { ledger }) => sum + ledger.states.acknowledged, 0)).toBeGreaterThan(20);
    expect(
      lively.flatMap(({ wired }) => wired.filter(({ provider }) => provider === "sms.second")).length,
    ).toBeGreaterThan(10);
    const fates = year.flatMap((lived) => lived.told.people.map((person) => fateOf(lived, person)));
    expect(new Set(fates)).toEqual(new Set(["inTime", "squeezed", "tooLate", "unreachable"]));
  });
});

function firstMinute({ told }: LivedCampaign, person: Person, channel: Wired["channel"]): number {
  let at = told.startAt;
  while (!told.isAllowed(person, 0, channel, at)) at = Math.floor(at / GRID_MS + 1) * GRID_MS;
  return at;
}

function waitOf({ told }: LivedCampaign, step: number): number {
  const wait = told.campaign.definition.steps[step - 1]?.wait ?? "0h";
  return Number.parseInt(wait, 10) * HOUR_MS;
}
