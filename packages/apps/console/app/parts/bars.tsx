import type { Tone } from "./chart.tsx";

export interface Bar {
  readonly name: string;
  /** The bar's length; absent if the value is unknown. The page draws no bar for an unknown value. */
  readonly value: number | undefined;
  readonly text: string;
  readonly tone: Tone | "rest";
}

export function Bars({ rows, most }: { readonly rows: readonly Bar[]; readonly most: number }) {
  return (
    <dl class="bars">
      {rows.map(({ name, value = 0, text, tone }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value > 0 && <i class={tone} style={{ width: `calc((100% - 5rem) * ${value / Math.max(1, most)})` }} />}
            {text}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** One bar, divided into parts. Every non-empty part is visible. */
export function PartsBar({
  label,
  parts,
}: {
  readonly label: string;
  readonly parts: readonly { readonly tone: Tone | "rest"; readonly count: number }[];
}) {
  return (
    <div class="bar" role="img" aria-label={label}>
      {parts.map(({ tone, count }) => count > 0 && <i key={tone} class={tone} style={{ flexGrow: count }} />)}
    </div>
  );
}
