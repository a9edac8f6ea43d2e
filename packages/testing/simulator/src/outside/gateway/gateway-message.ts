import type { Report } from "../../world/submission.ts";

interface SendRequest {
  readonly to: string;
  readonly text: string;
  readonly from: string | undefined;
  readonly id: string | undefined;
  readonly callback: string | undefined;
  /** Validity of the message in seconds. */
  readonly validity: number | undefined;
}

const E164 = /^\+[1-9]\d{6,14}$/;

/** Parses the body of `POST /send`. Returns the gateway's error for an invalid body. */
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

export type GatewayStatus = "accepted" | "sent" | "delivered" | "undelivered" | "expired" | "cancelled";

export interface GatewayMessage {
  readonly id: string;
  readonly reference: string | undefined;
  readonly to: string;
  readonly text: string;
  readonly callback: string | undefined;
  readonly createdAt: number;
  status: GatewayStatus;
  /** Error code of an `undelivered` message: `unknown_subscriber` or `absent_subscriber`. */
  error: string | undefined;
  updatedAt: number;
}

export function gatewayView(message: GatewayMessage): Readonly<Record<string, unknown>> {
  const { id, reference, to, status, error, updatedAt } = message;
  return { id, reference, to, status, error, at: new Date(updatedAt).toISOString() };
}

/** Advances the status of a message. A late report does not reset the status. */
export function applyReport(message: GatewayMessage, report: Report): void {
  const isFinal = message.status !== "accepted" && message.status !== "sent";
  if (isFinal) return;
  message.status = gatewayStatus(report);
  message.error = reportError(report);
  message.updatedAt = report.at;
}

function gatewayStatus({ kind, reason }: Report): GatewayStatus {
  if (kind === "in-transit") return "sent";
  if (kind !== "undelivered") return "delivered";
  return reason === "expired" ? "expired" : "undelivered";
}

function reportError({ reason }: Report): string | undefined {
  if (reason === "unknown-address") return "unknown_subscriber";
  return reason === "unreachable" ? "absent_subscriber" : undefined;
}
