import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const page = readFileSync(join(import.meta.dirname, "../../../../../docs/traces.md"), "utf8");
const file = (name: string) => join(import.meta.dirname, name);

it("the page shows tracing.ts, which is compiled here", () => {
  expect(page).toContain(`\`\`\`ts\n${readFileSync(file("tracing.ts"), "utf8")}\`\`\``);
});

it("loaded first, it tells of a message in the words of the page", () => {
  const argv = ["--conditions=@relance/source", "--import", file("tracing.ts"), file("send.ts")];
  const said = execFileSync(process.execPath, argv, {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  expect(said).toMatch(/name: 'send sms'/);
  const attributes = [...said.matchAll(/'?((?:messaging|relance)[\w.]*)'?: /g)].map(([, name = ""]) => name);
  expect(attributes).toEqual(expect.arrayContaining(["relance.attempt", "relance.campaign", "relance.step"]));
  for (const name of attributes) expect(page).toContain(`\`${name}\``);
  expect(said).not.toMatch(/33639980001|hello/);
});
