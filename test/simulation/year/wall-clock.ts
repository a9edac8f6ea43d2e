const formats = new Map<string, Intl.DateTimeFormat>();

export interface WallTime {
  readonly date: string;
  readonly weekday: number;
  readonly minute: number;
}

/** Returns the day, weekday and minute of the local time. The function does not use the code under test. */
export function readClock(timeZone: string, at: number): WallTime {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" });
  formats.set(timeZone, format);
  const [date = "", time = ""] = format.format(at).split(" ");
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return { date, weekday: new Date(`${date}T00:00Z`).getUTCDay(), minute: hour * 60 + minute };
}
