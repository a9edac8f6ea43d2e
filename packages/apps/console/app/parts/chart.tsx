import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { count, tick } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

const DAY_S = 86_400;
const MINUTE_S = 60;
/** Half of the widest word under the chart, which stands in the middle under its time: room for that of the last one. */
const HALF_WORD = { seconds: 30, minutes: 20, days: 46 };

/** One line of a chart; `from` and `to` of a band name lines by their place. */
export interface Line {
  readonly name: string;
  /** A custom property of the stylesheet, such as `--good`. */
  readonly color: string;
  readonly isDashed?: boolean;
  readonly width?: number;
  readonly values: readonly (number | null)[];
}

export interface ChartProps {
  readonly label: string;
  /** Seconds since 1970, rising. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** Places of the upper and the lower line of a band. */
  readonly band?: readonly [upper: number, lower: number];
  readonly height?: number;
}

/** Lines over time. What it shows stands as text beside it: a picture is no answer to a recipient who does not see it. */
export function Chart({ label, times, lines, band, height = 180 }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const { locale } = useWords();
  const data = [times, ...lines.map(({ values }) => values)] as uPlot.AlignedData;
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const make = () => {
      plot.current?.destroy();
      const color = (name: string) => getComputedStyle(box).getPropertyValue(name).trim();
      const axis = {
        stroke: color("--soft"),
        grid: { stroke: color("--grid"), width: 1 },
        ticks: { show: false },
        font: "12px system-ui",
      };
      const options: uPlot.Options = {
        width: Math.max(200, box.clientWidth),
        height,
        cursor: { show: false },
        legend: { show: false },
        padding: [8, () => HALF_WORD[ticksOf(latest.current)], 0, 0],
        scales: { x: { time: true }, y: { range: (_, _min, max) => [0, Math.max(1, max * 1.05)] } },
        axes: [
          {
            ...axis,
            space: 90,
            size: 30,
            values: (_, at) => at.map((second) => tick(locale, second * 1_000, ticksOf(latest.current))),
          },
          { ...axis, size: 64, values: (_, all) => all.map((value) => count(locale, value)) },
        ],
        series: [
          {},
          ...lines.map(
            ({ name, color: of, isDashed, width = 2 }): uPlot.Series => ({
              label: name,
              stroke: width === 0 ? "transparent" : color(of),
              width,
              points: { show: false },
              ...(isDashed ? { dash: [6, 4] } : {}),
            }),
          ),
        ],
        bands: band === undefined ? [] : [{ series: [band[0] + 1, band[1] + 1], fill: color("--band") }],
      };
      plot.current = new uPlot(options, latest.current, box);
    };
    make();
    const resize = new ResizeObserver(() => {
      plot.current?.setSize({ width: Math.max(200, box.clientWidth), height });
    });
    resize.observe(box);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", make);
    return () => {
      dark.removeEventListener("change", make);
      resize.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [locale, lines.map(({ name, color }) => name + color).join()]);

  useEffect(() => {
    plot.current?.setData(data);
  }, [times, lines]);

  return <div class="chart" role="img" aria-label={label} ref={place} />;
}

/** How its times are written: over more than a day with the day, whatever has been added since it was drawn first. */
function ticksOf([times]: uPlot.AlignedData): keyof typeof HALF_WORD {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  if (span > DAY_S) return "days";
  return span > 10 * MINUTE_S ? "minutes" : "seconds";
}

/** What the colours of a chart mean. */
export function Key({
  lines,
}: {
  readonly lines: readonly (Pick<Line, "name" | "isDashed"> & { readonly tone: string })[];
}) {
  return (
    <ul class="key" aria-hidden="true">
      {lines.map(({ name, tone, isDashed }) => (
        <li key={name}>
          <i class={`stroke ${tone}${isDashed ? " dashed" : ""}`} />
          {name}
        </li>
      ))}
    </ul>
  );
}
