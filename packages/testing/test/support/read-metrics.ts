/** One line of OpenMetrics text. */
export interface Told {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^([a-z_]+)(?:\{(.*)\})? (-?[\d.e+]+)$/;
const LABEL = /([a-z_]+)="((?:[^"\\]|\\.)*)"(?:,|$)/gy;

/** Reads OpenMetrics as strictly as it is written: whatever is not understood throws. */
export function readMetrics(text: string): readonly Told[] {
  if (!text.endsWith("\n# EOF\n")) throw new Error("the text does not end as it should");
  let family = "";
  return text
    .slice(0, -"# EOF\n".length)
    .trimEnd()
    .split("\n")
    .flatMap((line): Told[] => {
      const [, kind, name = "", rest] = /^# (TYPE|HELP) (\S+) (.+)$/.exec(line) ?? [];
      if (kind === "TYPE") family = rest === "counter" ? `${name}_total` : name;
      if (kind !== undefined) return [];
      const [, sample = "", labels = "", value] = SAMPLE.exec(line) ?? [];
      if (sample !== family || value === undefined) throw new Error(`no sample of ${family}: ${line}`);
      return [{ name: sample, labels: labelsOf(labels), value: Number(value) }];
    });
}

function labelsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(LABEL)];
  if (pairs.map(([all]) => all).join("") !== text) throw new Error(`no labels: ${text}`);
  return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, value]));
}
