/** A request to the gateway that can be taken. */
export interface SendRequest {
  readonly to: string;
  readonly text: string;
  readonly from: string | undefined;
  readonly id: string | undefined;
  readonly callback: string | undefined;
  /** Seconds. */
  readonly validity: number | undefined;
}

const E164 = /^\+[1-9]\d{6,14}$/;

/** Reads a body of `POST /send`, or names the gateway's error. */
export function readSend(body: Readonly<Record<string, unknown>> | undefined): SendRequest | string {
  if (!body) return "bad_json";
  const { to, text, from, id, callback, validity } = body;
  if (typeof to !== "string" || !E164.test(to)) return "invalid_number";
  if (typeof text !== "string" || text === "") return "missing_text";
  if (callback !== undefined && (typeof callback !== "string" || !URL.canParse(callback))) {
    return "invalid_callback";
  }
  if (validity !== undefined && (typeof validity !== "number" || validity <= 0)) return "invalid_validity";
  return {
    to,
    text,
    callback,
    validity,
    from: typeof from === "string" ? from : undefined,
    id: typeof id === "string" ? id : undefined,
  };
}

/** A JSON object, or `undefined` for any other bytes. */
export function jsonObject(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
