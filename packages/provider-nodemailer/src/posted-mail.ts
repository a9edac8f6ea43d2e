import { type InboundRequest, WebhookError } from "@relance/spec";

/** A mail as a mail server or an inbound service hands it over. */
export interface PostedMail {
  readonly bytes: Uint8Array;
  /** Whom it was delivered to, where the request says so. */
  readonly recipient: string | undefined;
}

/** Where forms and JSON of common services have the mail as it came. */
const MAIL_FIELDS = ["body-mime", "email", "RawEmail", "rawEmail", "raw", "mime", "message"] as const;
const RECIPIENT_FIELDS = ["recipient", "OriginalRecipient", "envelope", "to"] as const;

/**
 * Finds the mail in a request: the mail itself (`message/rfc822`), or a field of a form or of JSON. The recipient may
 * stand in the address (`?recipient=`) or in a field.
 *
 * @throws {WebhookError} `webhook/unreadable` when there is no mail in it
 */
export async function postedMail(request: InboundRequest): Promise<PostedMail> {
  const type = (request.headers.get("content-type") ?? "").toLowerCase().split(";", 1)[0]?.trim() ?? "";
  const asked = new URL(request.url).searchParams.get("recipient") ?? undefined;
  const field = await fieldsOf(request, type);
  if (field === undefined) {
    if (request.body.byteLength === 0) throw unreadable("there is no mail in it");
    return { bytes: request.body, recipient: asked };
  }
  const mail = first(MAIL_FIELDS, field);
  if (mail === undefined) throw unreadable(`none of the fields ${MAIL_FIELDS.join(", ")} has a mail`);
  return { bytes: Buffer.from(mail), recipient: asked ?? first(RECIPIENT_FIELDS, field) };
}

type Field = (name: string) => unknown;

/** How to get at the fields; `undefined` for a body that is the mail itself. */
async function fieldsOf({ body, headers }: InboundRequest, type: string): Promise<Field | undefined> {
  if (type === "application/json") {
    const json = readJson(body);
    return (name) => (Object.hasOwn(json, name) ? json[name] : undefined);
  }
  if (type !== "multipart/form-data" && type !== "application/x-www-form-urlencoded") return undefined;
  const contentType = headers.get("content-type") ?? "";
  try {
    const form = await new Response(Buffer.from(body), {
      headers: { "content-type": contentType },
    }).formData();
    return (name) => form.get(name);
  } catch {
    throw unreadable("the form cannot be read");
  }
}

function readJson(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    throw unreadable("the JSON cannot be read");
  }
}

/** The first of these fields that is a text, or a file that somebody attached as text. */
function first(names: readonly string[], field: Field): string | undefined {
  return names.map(field).find((value): value is string => typeof value === "string" && value !== "");
}

function unreadable(fact: string): WebhookError {
  return new WebhookError("webhook/unreadable", fact);
}
