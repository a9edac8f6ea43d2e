/** What every mail service needs. */
export interface SenderOptions {
  /** The sender's mailbox, such as `help@example.org`; the mail service has to know its domain. */
  readonly from: string;
  /** The sender's name, shown instead of the mailbox. */
  readonly name?: string | undefined;
  /** The mailbox that answers go to. People have to read them: they are no acknowledgements. @default `from` */
  readonly replyTo?: string | undefined;
  /** For one request, connecting included, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** Requests on the wire at once. @default 32 */
  readonly concurrency?: number | undefined;
  /** Most mails a second, over all workers. @default as fast as it goes */
  readonly perSecond?: number | undefined;
}

/** What every preset takes beside what its vendor asks for. */
export interface EndpointOptions {
  /** Another address of the vendor, or of what stands in for it in a test. @default the vendor's own */
  readonly endpoint?: string | undefined;
}
