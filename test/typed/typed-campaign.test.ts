import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConditionColumns } from "@relance/campaign";
import type { LoadedCampaign } from "@relance/spec";
import { createRelance, defineConfig, loadCampaign, type RowOf } from "relance";
import { afterAll, describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { memoryStore, provider, SECRET } from "../../packages/relance/test/support/gateway-config.ts";
import { gateway, recall, row } from "./recall.ts";

const folder = mkdtempSync(join(tmpdir(), "relance-typed-"));
afterAll(() => rmSync(folder, { recursive: true }));

const YAML = `version: 1
name: recall
deadline: { column: due, minus: 24h }
audience: { key: id, contacts: { sms: mobile, email: [mail] } }
confirm:
  via: [link, reply]
  buttons: { done: close, later: { label: { en: Later, fr: Plus tard }, effect: snooze 72h }, wrong: next-contact }
  replies: { OK: done, LATER: later }
steps:
  - { channel: sms, route: [main, second], template: recall@1, wait: 48h, onMissingReceipt: { after: 30m } }
  - { channel: sms, route: [second], template: recall@1, wait: 1d, when: "born < 1960" }
  - channel: email
    route: [smtp]
    template: letter@1
    when: (born >= 1960 || city == "Lyon") && !(mail == "")
`;

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const { templates } = gateway;

describe("a campaign in code", () => {
  it("equals the campaign of a file with the same keys, including the hash", async () => {
    const file = await loadCampaign(write("recall.campaign.yaml", YAML), { templates });
    expect(recall.body).toBe(file.body);
    expect(recall.hash).toBe(file.hash);
  });

  it("reads templates, attachments and the audience from its folder, as a file does", async () => {
    write("please.sms.liquid", "Please confirm: {{ ack.url }}");
    write("please.fr.sms.liquid", "Confirmez : {{ ack.url }}");
    write("please.email.liquid", "---\nsubject: Please\nattach: rights.txt\n---\n{{ ack.url }}");
    write("rights.txt", "Your rights.");
    write("people.csv", "id,mobile,mail\n1,+33639980001,a@example.org\n");
    const inCode = gateway.campaign("please", {
      row: z.object({ id: z.string(), mobile: z.string(), mail: z.string() }),
      folder,
      deadline: "72h",
      audience: { file: "people.csv", contacts: { sms: "mobile", email: "mail" } },
      steps: [
        { channel: "sms", route: ["main"], template: "please", wait: "48h" },
        { channel: "email", route: ["smtp"], template: "please" },
      ],
    });
    const yaml = `version: 1\nname: please\ndeadline: 72h
audience: { file: people.csv, contacts: { sms: mobile, email: mail } }
steps:
  - { channel: sms, route: [main], template: please, wait: 48h }
  - { channel: email, route: [smtp], template: please }`;
    const file = await loadCampaign(write("please.campaign.yaml", yaml));
    expect(inCode.body).toBe(file.body);
    expect(JSON.parse(inCode.body)).toMatchObject({ files: { "rights.txt": expect.any(String) } });
    const rows = async ({ audience }: LoadedCampaign) => Array.fromAsync(audience?.() ?? []);
    expect(await rows(inCode)).toEqual(await rows(file));
    expect(await inCode.audienceHash?.()).toBe(await file.audienceHash?.());
  });

  it("knows its rows and answers", () => {
    type Types = NonNullable<(typeof recall)["types"]>;
    expectTypeOf<Types["row"]>().toEqualTypeOf<z.input<typeof row>>();
    expectTypeOf<RowOf<typeof recall>>().toEqualTypeOf<z.input<typeof row>>();
    expectTypeOf<Types["answer"]>().toEqualTypeOf<"done" | "later" | "wrong">();
    const steps = [{ channel: "sms", route: ["main"], template: "recall@1" }] as const;
    const plain = gateway.campaign("plain", {
      row,
      deadline: "72h",
      audience: { contacts: { sms: "mobile" } },
      steps,
    });
    expectTypeOf<NonNullable<(typeof plain)["types"]>["answer"]>().toEqualTypeOf<"done">();
  });

  it("accepts rows of any Standard Schema, which only the compiler uses", async () => {
    interface Booking {
      readonly id: string;
      readonly mobile: string;
      readonly born: number;
      readonly first_name: string;
    }
    const ours = {
      "~standard": {
        version: 1,
        vendor: "ours",
        validate: (): { readonly value: { readonly born: Date } } => {
          throw new Error("relance checks rows itself");
        },
        types: undefined as { readonly input: Booking; readonly output: { readonly born: Date } } | undefined,
      },
    } as const;
    const keys = {
      deadline: "72h",
      audience: { mode: "open", contacts: { sms: "mobile" } },
    } as const;
    const step = { channel: "sms", route: ["main"], template: "recall@1" } as const;
    const bookings = gateway.campaign("bookings", {
      row: ours,
      ...keys,
      steps: [{ ...step, when: (row) => row.born.lt(1960) }],
    });
    expectTypeOf<RowOf<typeof bookings>>().toEqualTypeOf<Booking>();
    const zods = gateway.campaign("bookings", {
      row: row.pick({ id: true, mobile: true, born: true, first_name: true }),
      ...keys,
      steps: [{ ...step, when: (columns) => columns.born.lt(1960) }],
    });
    expect(bookings.hash).toBe(zods.hash);
    // @ts-expect-error the schema's rows have no such column
    gateway.campaign("bookings", { row: ours, ...keys, audience: { contacts: { sms: "moblie" } }, steps: [step] });
    await using relance = await createRelance({ ...gateway, publicUrl: "https://notify.example.org/relance" });
    const handle = await relance.campaigns.open(bookings);
    const ada = { id: "1", mobile: "+33639980001", born: 1951, first_name: "Ada" };
    expect(await handle.enroll([ada])).toMatchObject({ enrolled: 1 });
    // @ts-expect-error a year is a number before the schema makes a date of it
    expect(await handle.check([{ ...ada, id: "2", born: new Date(0) }])).toMatchObject({ refused: 1 });
  });

  it("is refused with every mistake that types cannot express", () => {
    const steps = [{ channel: "sms", route: ["main"], template: "recall@1", wait: "0s" }] as const;
    const { callBuffer, deadline } = { callBuffer: "-1h", deadline: "2031-02-30T12:00" } as const;
    const audience = { contacts: { sms: "mobile" } } as const;
    const define = () => gateway.campaign("no name", { row, audience, deadline, callBuffer, steps });
    expect(define).toThrow(
      expect.objectContaining({
        code: "campaign/invalid",
        problems: ["name", "deadline", "callBuffer", "steps[0].wait"].map((path) => expect.objectContaining({ path })),
      }),
    );
  });

  it("runs on the gateway whose configuration defined it", async () => {
    const text = ({ ack }: { ack: { url: string } }) => ({ text: ack.url });
    const own = defineConfig({
      store: memoryStore(),
      providers: { sms: { main: provider("sms") } },
      publicUrl: "https://notify.example.org/relance",
      security: { signing: [SECRET] },
      templates: { "please@1": { sms: text } },
    });
    const please = own.campaign("please", {
      row: z.object({ id: z.string(), mobile: z.string() }),
      deadline: "72h",
      audience: { mode: "open", contacts: { sms: "mobile" } },
      steps: [{ channel: "sms", route: ["main"], template: "please@1" }],
    });
    await using relance = await createRelance({ ...own });
    const handle = await relance.campaigns.open(please);
    expect(await handle.enroll([{ id: "1", mobile: "+33639980001" }])).toMatchObject({ enrolled: 1 });
    // @ts-expect-error the campaign's rows have a mobile
    expect(await handle.check([{ id: "2" }])).toMatchObject({ refused: 0 });
  });
});

type Columns = ConditionColumns<{
  born: number;
  zip: string;
  city: "Lyon" | "Paris" | null;
  vip: boolean;
  "first name": string;
}>;

function whenOf(when: (row: Columns) => ReturnType<Columns["born"]["lt"]>): string | undefined {
  const columns = z.object({
    id: z.string(),
    mobile: z.string(),
    born: z.number(),
    zip: z.string(),
    city: z.enum(["Lyon", "Paris"]).nullable(),
    vip: z.boolean(),
    "first name": z.string(),
  });
  const campaign = gateway.campaign("when", {
    row: columns.extend({ first_name: z.string() }),
    deadline: "72h",
    audience: { contacts: { sms: "mobile" } },
    steps: [{ channel: "sms", route: ["main"], template: "recall@1", when: (row) => when(row as unknown as Columns) }],
  });
  return campaign.definition.steps[0]?.when;
}

describe("when", () => {
  it.each<[string, Parameters<typeof whenOf>[0]]>([
    ["born < 1960", (row) => row.born.lt(1960)],
    ["born <= 1960.5", (row) => row.born.lte(1960.5)],
    ["born > -1", (row) => row.born.gt(-1)],
    ["zip >= 69000", (row) => row.zip.gte(69_000)],
    ['city == "Lyon"', (row) => row.city.eq("Lyon")],
    ['city != "Lyon"', (row) => row.city.ne("Lyon")],
    ['city in ["Lyon", "Paris"]', (row) => row.city.in(["Lyon", "Paris"])],
    ['city == ""', (row) => row.city.isEmpty()],
    ["vip == true", (row) => row.vip.eq(true)],
    ["vip != false", (row) => row.vip.ne(false)],
    ['zip.startsWith("69")', (row) => row.zip.startsWith("69")],
    ['zip.endsWith("\\"\\\\\\n")', (row) => row.zip.endsWith('"\\\n')],
    ['zip.contains("é")', (row) => row.zip.contains("é")],
    ["born < 1 && born > 2 && born < 3", (row) => row.born.lt(1).and(row.born.gt(2)).and(row.born.lt(3))],
    ["born < 1 || born > 2 && born < 3", (row) => row.born.lt(1).or(row.born.gt(2).and(row.born.lt(3)))],
    ["(born < 1 || born > 2) && born < 3", (row) => row.born.lt(1).or(row.born.gt(2)).and(row.born.lt(3))],
    ["!(born < 1 || vip == true)", (row) => row.born.lt(1).or(row.vip.eq(true)).not()],
    ["!(born < 1) && vip == true", (row) => row.born.lt(1).not().and(row.vip.eq(true))],
  ])("prints %s", (text, when) => {
    expect(whenOf(when)).toBe(text);
  });

  it.each<[string, RegExp, Parameters<typeof whenOf>[0]]>([
    ["a column that no expression can name", /cannot name the column first name/, (row) => row["first name"].eq("")],
    ["what is no number", /NaN is no number/, (row) => row.born.lt(Number.NaN)],
  ])("refuses %s", (_, advice, when) => {
    expect(() => whenOf(when)).toThrow(expect.objectContaining({ code: "campaign/invalid" }));
    expect(() => whenOf(when)).toThrow(advice);
  });
});
