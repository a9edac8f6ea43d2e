import {
  attemptIn,
  type ErrorTable,
  type Expect,
  type FieldPath,
  fieldPath,
  readTime,
  textAt,
} from "@relance/provider-kit";
import { isAttemptId, type ReceiptItem, vendorCode } from "@relance/spec";
import type { ReceiptOptions, StatusMeaning } from "./receipt-options.ts";

interface Evidence {
  readonly status: string | undefined;
  /** The receipt; absent if the status is unknown, or if the message belongs to another gateway. */
  readonly item: ReceiptItem | undefined;
}

/** Creates the reader of reports. `receivedAt` is absent for the answer to a lookup. */
export function evidenceReader(
  options: ReceiptOptions,
  errors: ErrorTable,
): (fields: unknown, receivedAt?: string) => Evidence {
  const path = (text: string | undefined): FieldPath | undefined => (text === undefined ? undefined : fieldPath(text));
  const at = {
    statuses: [options.status].flat().map(path),
    tag: path(options.tag),
    ref: path(options.ref),
    attemptId: path(options.attemptId),
    errorCode: path(options.errorCode),
    at: path(options.at),
  };
  const meanings = new Map(Object.entries(options.statuses));

  return (fields, receivedAt) => {
    const said = at.statuses.flatMap((place) => textAt(fields, place) ?? []);
    const status = said.find((word) => meanings.has(word)) ?? said[0];
    const meaning = status === undefined ? undefined : meanings.get(status);
    if (status === undefined || meaning === undefined) return { status, item: undefined };
    const isTagged = at.tag !== undefined && receivedAt !== undefined;
    const tagged = isTagged ? attemptIn(textAt(fields, at.tag), receivedAt) : undefined;
    if (isTagged && tagged === undefined) return { status, item: undefined };
    const ref = textAt(fields, at.ref);
    const attemptId = tagged ?? ownId(textAt(fields, at.attemptId));
    const item = receipt(meaning, textAt(fields, at.errorCode), errors);
    return { status, item: { ...item, ref, attemptId, occurredAt: readTime(textAt(fields, at.at)) } };
  };
}

function receipt(meaning: StatusMeaning, errorCode: string | undefined, errors: ErrorTable): ReceiptItem {
  const { kind, quality = "carrier", addressPermanent } = typeof meaning === "string" ? { kind: meaning } : meaning;
  if (kind !== "undelivered") return { type: "receipt", kind, quality };
  const isPermanent = addressPermanent ?? errors.get(errorCode ?? "")?.addressPermanent ?? false;
  return { type: "receipt", kind, quality, errorCode: vendorCode(errorCode), addressPermanent: isPermanent };
}

/** Returns the text if it can be our attempt id. Some gateways put other values into the field. */
function ownId(text: string | undefined): string | undefined {
  return text === undefined || !isAttemptId(text) ? undefined : text;
}

export function checkPath(path: string | undefined, place: string, expect: Expect): void {
  expect(path === undefined || fieldPath(path) !== undefined, place, "write a path such as results[0].id");
}
