import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { smtp } from "./smtp-provider.ts";

it("the page shows the example that is compiled and run here", () => {
  const page = readFileSync(new URL("../../../../../docs/providers/nodemailer.md", import.meta.url), "utf8");
  const example = readFileSync(new URL("smtp-provider.ts", import.meta.url), "utf8");
  expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
  expect(smtp).toMatchObject({ kind: "nodemailer-email", vendor: "mail.example.org", concurrency: 20 });
});
