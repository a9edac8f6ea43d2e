import type { ConfirmationView } from "./gateway-port.ts";
import type { SignalItem } from "./inbound.ts";

/** A browser's request for a page. */
export interface PageCall {
  readonly request: Request;
  /** The public URL of the request. */
  readonly url: URL;
  /** Returns milliseconds since 1970. */
  now(): number;
}

export type FormFields = ReadonlyMap<string, string>;

/** The fields that a press on a page's button sends. */
export interface Press {
  /** Why a program may have pressed the button, instead of the recipient. */
  readonly doubt: SignalItem["detail"];
  /** False if this page's form did not send the fields, as with a mail client's one-click opt-out (RFC 8058). */
  readonly isOfPage: boolean;
  readonly answer: string | undefined;
  /** The recipient's answer to the campaign's question. */
  readonly factor: string | undefined;
}

export interface FormPage {
  show(): Response;
  read(fields: FormFields): Press;
  /** Responds to a doubtful press by asking the recipient to press again. */
  askAgain(fields: FormFields): Response;
}

export interface ConfirmationPage extends FormPage {
  /** Returns what the recipient saw when pressing the button of an answer. The result is kept as evidence. */
  shown(answer: string): { readonly hash: string; readonly locale: string; readonly label: string };
  /** The query that keeps the language that the recipient chose, such as `?lang=fr`. */
  readonly query: string;
}

/** The response to a refused request. */
export interface HttpRefusal {
  readonly code: string;
  readonly status: number;
  /** Explains the refusal to the developer who calls the API, without secrets or the body. */
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
  /** True if the error is our fault, so that the host logs it. */
  readonly isOurs: boolean;
}

/** Renders what recipients see in their browser. `webhooks` serves these pages. */
export interface RecipientPages {
  confirmation(call: PageCall, view: ConfirmationView): ConfirmationPage;
  optOut(call: PageCall): FormPage & { done(): Response };
  /** Explains to a recipient why the request was refused. */
  refusal(call: PageCall, refusal: HttpRefusal): Response;
}
