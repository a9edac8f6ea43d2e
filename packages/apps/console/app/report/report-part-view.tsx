import type { ReportPart } from "../../src/report/report-part.ts";
import { PartsBar } from "../parts/bars.tsx";
import { Columns } from "../parts/chart.tsx";
import { Facts, Section } from "../parts/page-parts.tsx";
import { numbers, Table } from "../parts/table.tsx";

export function ReportPartView({ part }: { readonly part: ReportPart }) {
  const { title, lead, bar, key, charts = [], facts, table, note } = part;
  return (
    <Section title={title}>
      {lead && <p class="lead">{lead}</p>}
      {bar && <PartsBar {...bar} />}
      {key && (
        <p class="soft">
          {key.label}
          {key.tones.map(({ tone, name }, place) => (
            <span key={tone}>
              {place > 0 && " · "}
              <i class={`dot ${tone}`} />
              {name}
            </span>
          ))}
        </p>
      )}
      {charts.map(({ caption, ...chart }) => (
        <figure key={chart.label}>
          {caption && <figcaption>{caption}</figcaption>}
          <Columns {...chart} />
        </figure>
      ))}
      {facts && <Facts facts={facts} />}
      {table && (
        <Table
          label={title}
          columns={[...table.columns.slice(0, 1), ...numbers(...table.columns.slice(1))]}
          rows={table.rows.map((cells) => ({ key: cells[0] ?? "", cells }))}
        />
      )}
      {note && <p class="soft">{note}</p>}
    </Section>
  );
}
