import type { Channel, InboundRequest, Message, Provider, ReceiptKind } from "@relance/spec";

/**
 * How the simulated API answers from the next request on:
 *
 * `accept`: accepts messages · `refuse`: rejects the recipient permanently · `throttle`: asks for a later try ·
 * `unavailable`: reports its own failure · `reset`: reads the request and closes the connection · `reset-mid-answer`:
 * closes the connection in the middle of the answer · `silence`: reads the request and never answers.
 */
export type FakeVendorMode =
  | "accept"
  | "refuse"
  | "throttle"
  | "unavailable"
  | "reset"
  | "reset-mid-answer"
  | "silence";

export interface ReceiptAbout {
  readonly attemptId: string;
  readonly ref: string;
}

/** A simulated API of the vendor on loopback, which the provider under test calls. */
export interface ContractFakeVendor extends AsyncDisposable {
  mode(mode: FakeVendorMode): void;
  /** Number of requests to send a message, including refused requests. */
  requests(): number;
  /** The attempt id in the last message that the API received. */
  lastAttemptId(): string | undefined;
  /** Returns a signed report in the API's format, or `undefined` if the API sends no such report. */
  receipt?(kind: ReceiptKind, about: ReceiptAbout): InboundRequest | undefined;
  /**
   * Returns a copy of `report` without the signature. @default the report without its query and without headers, except
   * the content type
   */
  unsigned?(report: InboundRequest): InboundRequest;
}

/** A provider, a message for the provider, and the vendor's simulated API. Each test creates a new subject. */
export interface ContractSubject<C extends Channel = Channel> {
  readonly provider: Provider<C>;
  readonly message: Message<C>;
  readonly fakeVendor: ContractFakeVendor;
  /** Passwords, tokens and keys of the provider. Errors must not contain these values. */
  readonly secrets?: readonly string[] | undefined;
}

export type SetUp<C extends Channel> = () => Promise<ContractSubject<C>>;

export interface OpenSubject<C extends Channel> extends ContractSubject<C>, AsyncDisposable {}

/** Creates a subject. Disposal closes the provider before the API, so that no connection stays open. */
export async function openSubject<C extends Channel>(setUp: SetUp<C>): Promise<OpenSubject<C>> {
  const subject = await setUp();
  return {
    ...subject,
    async [Symbol.asyncDispose]() {
      await subject.provider.close?.();
      await subject.fakeVendor[Symbol.asyncDispose]();
    },
  };
}
