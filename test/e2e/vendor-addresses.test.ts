import { join } from "node:path";
import { httpSms } from "@relance/provider-http-sms";
import { createRelance, sqliteStore } from "relance";
import { expect, it } from "vitest";
import { cli } from "../../packages/apps/cli/test/support/cli.ts";
import { type Project, project } from "../../packages/apps/cli/test/support/project.ts";

const SINCH = { preset: "sinch", servicePlanId: "plan", apiToken: "a-token", from: "+33700000001" } as const;
const TWILIO = { accountSid: `AC${"0".repeat(32)}`, authToken: "a-token-of-no-account", from: "+33700000002" };
const PUBLIC_URL = "https://notify.example.org/relance";
const PHONE = "+33612345678";

function withVendors(): Promise<Project> {
  const sinch = `(await import("@relance/provider-http-sms")).httpSms(${JSON.stringify(SINCH)})`;
  const twilio = `(await import("@relance/provider-twilio")).twilioSms(${JSON.stringify(TWILIO)})`;
  const more = `publicUrl: "${PUBLIC_URL}", providers: { sms: { main: ${sinch}, second: ${twilio} } },`;
  return project({ delivery: "capture", more });
}

it("relance doctor --addresses prints each address with its place in the vendor's settings, and the gateway accepts it", async () => {
  await using made = await withVendors();
  const said = await cli(["doctor", "--addresses"], { cwd: made.folder });
  expect(said.code).toBe(0);
  const signed =
    /^sms\.main {2}sinch\n {2}replies {3}(\S+)\n {12}enter at SMS › APIs › your service plan › Callback URLs$/m;
  const [, address = ""] = signed.exec(said.stdout) ?? [];
  expect(address).toMatch(/^https:\/\/notify\.example\.org\/relance\/inbound\/sms\.main\?s=[\w-]{16}$/);
  expect(said.stdout).toMatch(
    /^sms\.second {2}twilio\n {2}replies {3}https:\/\/notify\.example\.org\/relance\/inbound\/sms\.second\n/m,
  );
  expect(said.stderr).toContain("is a secret");
  expect((await cli(["doctor", "--addresses", "--json"], { cwd: made.folder })).json()[0]).toMatchObject({
    replies: { url: address },
  });

  await using gateway = await createRelance({
    store: sqliteStore({ file: join(made.folder, "relance.db") }),
    providers: { sms: { main: httpSms(SINCH) } },
    security: { signing: ["a-secret-for-these-tests"] },
    publicUrl: PUBLIC_URL,
  });
  const body = JSON.stringify({ type: "mo_text", id: "1", from: PHONE.slice(1), to: "33700000001", body: "STOP" });
  const headers = { "content-type": "application/json" };
  expect((await gateway.handle(new Request(address, { method: "POST", body, headers }))).status).toBe(204);
  const [forbidden] = await gateway.suppressions.add([
    { channel: "sms", address: PHONE, reason: "opted-out", actor: "sms.main" },
  ]);
  expect(forbidden?.status).toBe("same");
});

it("prints the address to which a mail server posts bounces", async () => {
  const options = {
    url: "smtp://127.0.0.1:2525",
    from: "a@example.org",
    bounces: { domain: "example.org", secret: "x".repeat(32) },
  };
  const smtp = `(await import("@relance/provider-nodemailer")).nodemailerEmail(${JSON.stringify(options)})`;
  await using made = await project({ delivery: "capture", more: `providers: { email: { smtp: ${smtp} } },` });
  const { stdout } = await cli(["doctor", "--addresses"], { cwd: made.folder });
  expect(stdout).toMatch(
    /^ {2}receipts {2}\S+\/relance\/receipts\/email\.smtp\n {12}enter at your mail server, which posts bounces/m,
  );
});

it("relance doctor states what to enter where, without the signature", async () => {
  await using made = await withVendors();
  const { stdout } = await cli(["doctor"], { cwd: made.folder });
  expect(stdout).toContain(
    `replies: enter ${PUBLIC_URL}/inbound/sms.main?s=… (--addresses prints it in full) at SMS › APIs › your service plan › Callback URLs`,
  );
  expect(stdout).not.toMatch(/\?s=[\w-]/);
});

it("without a publicUrl reports that no request can arrive", async () => {
  await using made = await project({ more: "publicUrl: undefined," });
  const { code, stdout, stderr } = await cli(["doctor", "--addresses"], { cwd: made.folder });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain("publicUrl is missing");
});

it("names the providers without a URL to enter at their vendor", async () => {
  await using made = await project();
  const { code, stdout, stderr } = await cli(["doctor", "--addresses"], { cwd: made.folder });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain("vendors that need no address: sms.main");
});
