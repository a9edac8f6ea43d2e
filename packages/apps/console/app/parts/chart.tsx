import { type ScaleLinear, scaleLinear, scaleUtc } from "d3-scale";
import { area, line } from "d3-shape";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ReportColumns } from "../../src/report/report-part.ts";
import { count, tick } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

const DAY_S = 86_400;
const MINUTE_S = 60;
/** The width in report files, and the width until the browser has measured the element. */
const WIDTH = 480;
const LEFT = 68;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 26;
const TICK_WIDTH = 80;

export type Tone = "good" | "late" | "open" | "bad" | "soft";

export interface Line {
  readonly tone: Tone;
  readonly isDashed?: boolean;
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  readonly label: string;
  /** Times in seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** The range of expected values, shown as a band. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] };
  readonly marks?: readonly number[] | undefined;
  readonly height?: number;
}

/** A chart of lines over time. The chart also contains its data as text, for readers who cannot see it. */
export function Chart({ label, times, lines, band, marks = [], height = 200 }: ChartProps) {
  const { locale } = useWords();
  const [box, width] = useWidth();
  const from = times[0] ?? 0;
  const to = Math.max(times.at(-1) ?? 0, from + 1);
  const values = [...lines.flatMap((one) => one.values), ...(band?.high ?? [])];
  const x = scaleUtc([from * 1_000, to * 1_000], [LEFT, width - RIGHT]);
  const y = scaleLinear([0, Math.max(1, ...values.map((value) => value ?? 0))], [height - BOTTOM, TOP]).nice(4);
  const xAt = (place: number) => x((times[place] ?? 0) * 1_000);
  const drawLine = line<number | null>(
    (_, place) => xAt(place),
    (value) => y(value ?? 0),
  )
    .defined((value) => value !== null)
    .digits(1);
  const drawBand = area<number>()
    .x((_, place) => xAt(place))
    .y0((_, place) => y(band?.low[place] ?? 0))
    .y1((high) => y(high))
    .digits(1);
  const form = to - from > 2 * DAY_S ? "days" : to - from > 2 * MINUTE_S ? "minutes" : "seconds";
  const labels = x
    .ticks(Math.floor((width - LEFT - RIGHT) / TICK_WIDTH))
    .map((at) => ({ at: x(at), text: tick(locale, at.getTime(), form) }))
    .filter(({ at, text }, place, all) => at < width - TICK_WIDTH / 3 && text !== all[place - 1]?.text);
  return (
    <Picture label={label} box={box} width={width} height={height}>
      <Rows y={y} width={width} />
      {apart(labels).map(({ at, text }) => (
        <text key={text} x={px(at)} y={height - 8} text-anchor={at - LEFT < TICK_WIDTH / 3 ? "start" : "middle"}>
          {text}
        </text>
      ))}
      {band && <path class="band" d={drawBand(band.high) ?? ""} />}
      {marks
        .filter((at) => at >= from && at <= to)
        .map((at) => (
          <line key={at} class="mark" x1={px(x(at * 1_000))} x2={px(x(at * 1_000))} y1={TOP} y2={height - BOTTOM} />
        ))}
      {lines.map(({ tone, isDashed, values: own }) => (
        <path key={tone} class={`curve ${tone}${isDashed ? " dashed" : ""}`} d={drawLine(own) ?? ""} />
      ))}
    </Picture>
  );
}

export function Columns({ label, columns, most, ticks, mark }: ReportColumns) {
  const [box, width] = useWidth(2 * WIDTH);
  const height = 200;
  const y = scaleLinear([0, Math.max(1, most)], [height - BOTTOM, TOP + 16]).nice(3);
  const each = (width - LEFT - RIGHT) / Math.max(1, columns.length);
  const xAt = (place: number) => LEFT + place * each;
  const isLeft = mark !== undefined && xAt(mark.at) > width / 2;
  return (
    <Picture label={label} box={box} width={width} height={height}>
      <Rows y={y} width={width} />
      {columns.flatMap(({ parts }, place) =>
        parts.map(({ value, tone }, part) => {
          const below = parts.slice(0, part).reduce((sum, one) => sum + one.value, 0);
          const top = y(below + value);
          return (
            value > 0 && (
              <rect
                key={`${place} ${tone}`}
                class={tone}
                x={px(xAt(place) + each * 0.08)}
                y={px(top)}
                width={px(each * 0.84)}
                height={px(y(below) - top)}
              />
            )
          );
        }),
      )}
      {ticks.map(({ at, text }) => (
        <text key={text} x={px(xAt(at))} y={height - 7} text-anchor={at === 0 ? "start" : "middle"}>
          {text}
        </text>
      ))}
      {mark && (
        <>
          <line class="mark" x1={px(xAt(mark.at))} x2={px(xAt(mark.at))} y1={TOP} y2={height - BOTTOM} />
          <text x={px(xAt(mark.at) + (isLeft ? -6 : 6))} y={TOP + 8} text-anchor={isLeft ? "end" : "start"}>
            {mark.text}
          </text>
        </>
      )}
    </Picture>
  );
}

function Rows({ y, width }: { readonly y: ScaleLinear<number, number>; readonly width: number }) {
  const { locale } = useWords();
  const wholes = y.ticks(4).filter(Number.isInteger); // counts are whole numbers
  return (
    <>
      {wholes.map((value) => (
        <g key={value}>
          <line
            class={value === 0 ? "axis" : "grid"}
            x1={LEFT}
            x2={width - RIGHT}
            y1={px(y(value))}
            y2={px(y(value))}
          />
          <text x={LEFT - 6} y={px(y(value) + 4)} text-anchor="end">
            {count(locale, value)}
          </text>
        </g>
      ))}
    </>
  );
}

interface PictureProps {
  readonly label: string;
  readonly box: { readonly current: HTMLDivElement | null };
  readonly width: number;
  readonly height: number;
  readonly children: ComponentChildren;
}

function Picture({ label, box, width, height, children }: PictureProps) {
  return (
    <div class="chart" ref={box}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {children}
      </svg>
    </div>
  );
}

function useWidth(written: number = WIDTH) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(written);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(200, Math.round(entry?.contentRect.width ?? 0))),
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}

function apart<T extends { readonly at: number }>(labels: readonly T[]): readonly T[] {
  const [first, second] = labels;
  if (first === undefined || second === undefined) return labels;
  const every = Math.ceil(TICK_WIDTH / Math.max(1, second.at - first.at));
  return labels.filter((_, place) => place % every === 0);
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

interface KeyLine extends Pick<Line, "isDashed"> {
  readonly name: string;
  readonly tone: Tone | "band";
}

export function Key({ lines }: { readonly lines: readonly KeyLine[] }) {
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
