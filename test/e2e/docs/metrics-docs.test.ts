import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@relance/test-postgres";
import { describe, expect, it } from "vitest";

const page = readFileSync(join(import.meta.dirname, "../../../docs/metrics.md"), "utf8");
const file = (name: string) => join(import.meta.dirname, name);

describe("the code of docs/metrics.md", () => {
  it("is metrics.ts, which is compiled here", () => {
    expect(page).toContain(`\`\`\`ts\n${readFileSync(file("metrics.ts"), "utf8")}\`\`\``);
  });

  it("loaded first, lets Prometheus scrape a gateway, with the metrics of the page", async () => {
    const port = String(await freePort());
    const argv = ["--conditions=@relance/source", "--import", file("metrics.ts"), file("measured.ts"), port];
    const env = { ...process.env, NODE_OPTIONS: "", OTEL_EXPORTER_PROMETHEUS_PORT: port };
    const said = execFileSync(process.execPath, argv, { encoding: "utf8", env });
    expect(said).toMatch(/^messaging_client_operation_duration_count\{.*relance_outcome="accepted".*\} 1$/m);
    expect(said).toMatch(/^relance_step_lateness_bucket\{.*le="\+Inf"\} 1$/m);
    const told = [...said.matchAll(/^# TYPE (\w+?)(?:_total)? /gm)].map(([, name = ""]) => name);
    const names = page.replaceAll(/`[\w.]+`/g, (name) => name.replaceAll(".", "_"));
    for (const name of told) if (name !== "target_info") expect(names).toContain(`\`${name}\``);
    expect(said).not.toMatch(/33639980001|hello|4711/);
  });
});
