import { describe, expect, it } from "vitest";
import { judge as judgeOf } from "../src/judge.ts";

const judge = (said: Omit<Parameters<typeof judgeOf>[0], "address">) =>
  judgeOf({ address: "ada@example.org", ...said });

/** Real Diagnostic-Code values, without the type. */
const DEAD: readonly string[] = [
  "550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown in relay recipient table",
  "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking",
  "550 No such user here",
  "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)",
  "554 delivery error: dd This user doesn't have a yahoo.com account (ada@yahoo.com) [0]",
  "550 #5.1.0 Address rejected.",
  "550 unrouteable address",
  "550 Unknown local part ada in <ada@example.org>",
  "511 sorry, no mailbox here by that name (#5.1.1 - chkuser)",
  "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
  "550 5.4.310 DNS domain example.org does not exist",
  "5.4.4 Host or domain name not found. Name service error for name=example.org type=MX: Host not found",
  "550 5.1.2 Bad destination host 'DNS Hard Error looking up example.org (MX): NXDomain'",
  "550 Invalid recipient ada@example.org",
  "550 <ada@example.org> is not a valid mailbox",
  "550 5.1.1 Recipient does not exist",
  "556 5.1.10 example.org does not accept mail (nullMX)",
  '5.1.1 unknown user: "ada"',
  "550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_416",
  "550 5.1.6 recipient no longer on server: ada@example.org",
  "550 RCPT TO:<ada@example.org> User not found",
  "550 Mailbox does not exist",
  "551 not our customer",
  "550 This account is not available, no such user",
  "550 ada@example.org is an unroutable address",
  "550 5.7.1 No such user!",
  "556 5.1.10 all attempts failed: an MX or SRV record indicated no SMTP service",
  "550 This domain is not accepting mail",
  "550 non-local recipient verification failed",
];

const ALIVE: readonly string[] = [
  "550-Requested action not taken: mailbox unavailable 550 invalid DNS MX or A/AAAA resource record",
  "501 5.5.4 Invalid domain name",
  "450 This domain is currently not accepting mail, try again later",
  "552 5.2.2 Over quota",
  "452 4.2.2 The email account that you tried to reach is over quota",
  "550 5.7.1 Message rejected due to content restrictions",
  "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
  "550 SC-001 (BAY) Unfortunately, messages from 192.0.2.1 weren't sent. Please contact your Internet service provider since part of their network is on our block list",
  "550 5.7.1 <help@example.org>: Sender address rejected: Domain not found",
  "550 Sender verify failed",
  "550-Verification failed for <help@example.org> 550-No such user here 550 Sender verify failed",
  "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints",
  "550-5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy",
  "554 5.7.1 <ada@example.org>: Relay access denied",
  "550 relay not permitted",
  "550 Administrative prohibition",
  "552 Message size exceeds fixed maximum message size",
  "554 Transaction failed",
  "550 5.7.511 Access denied, banned sender[192.0.2.1]",
  "550 5.1.8 Access denied, bad outbound sender",
  "550 mail from 192.0.2.1 rejected: administrative prohibition (host is blacklisted)",
  "connect to mx.example.org[192.0.2.1]:25: Connection timed out",
  "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages",
  "550 5.2.1 The email account that you tried to reach is disabled",
  "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation",
  "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
  "550 5.4.6 Hop count exceeded - possible mail loop",
  "550 5.0.350 Remote server returned an error -> 550 Message rejected as spam by Content Filtering",
  "450 4.2.0 <ada@example.org>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/",
  "550 5.4.300 Message expired -> 421 4.2.1 unable to connect",
  "550 Blocked",
  "550 5.7.1 Unable to deliver: virus found",
  "450 4.1.1 <ada@example.org>: Recipient address rejected: unverified address: connect to mx.example.org[192.0.2.1]:25: Connection refused",
  "550-Requested action not taken: mailbox unavailable 550-Reject due to policy restrictions. 550 For explanation visit https://postmaster.gmx.net/",
];

/** Statements about our domain, our host or the time, under codes that would kill an address. */
const NOT_THE_ADDRESS: readonly string[] = [
  "550 Your domain ours.example does not exist",
  "550 5.1.2 Your domain ours.example could not be found",
  "550 5.1.1 Your sending domain ours.example not found",
  "550 The domain of your address does not exist",
  "550 Your IP address 192.0.2.1 unknown",
  "550 Unknown IP 192.0.2.1",
  "550 IP address [192.0.2.1] is unknown",
  "550 Your host mail.ours.example is unknown",
  "550 5.1.2 Your mail server mail.ours.example does not exist",
  "550 Client host mail.ours.example not found",
  "550 Unknown host 192.0.2.1",
  "550 Host 192.0.2.1 not found",
  "550 Unknown client",
  "550 Connecting host name unknown",
  "550 Invalid HELO name: host not found",
  "550 Sending domain ours.example does not exist",
  "550 From domain ours.example not found",
  "550 The domain in the From header does not exist",
  "550 Return-Path address unknown",
  "550 5.1.2 Envelope domain unknown",
  "550 Votre domaine ours.example inconnu",
  "550 5.1.1 Adresse de l'expéditeur inconnue",
  "550 Account temporarily unavailable",
  "550 5.1.1 Recipient temporarily unknown",
  "550 5.1.1 User unknown, please try again later",
  "550 Mailbox unavailable, try later",
  "550 5.1.1 User not found. Try to send it again",
  "550 User is currently unavailable",
  "550 5.1.1 Mailbox not available at this time",
  "550 5.1.1 Utilisateur inconnu, réessayez plus tard",
  "550 Empfänger vorübergehend unbekannt (user unknown)",
];

describe("an address", () => {
  it.each(NOT_THE_ADDRESS)(
    "stays valid after words about our side or a temporary state, whatever the code: %s",
    (words) => {
      for (const status of ["5.0.0", "5.1.1", "5.1.2"])
        expect(judge({ action: "failed", status, words }).verdict).toBe("temporary");
    },
  );

  it.each(DEAD)("is invalid after: %s", (words) => {
    expect(judge({ action: "failed", status: "5.0.0", words }).verdict).toBe("permanent");
  });

  it.each(ALIVE)("stays valid after: %s", (words) => {
    expect(judge({ action: "failed", status: "5.0.0", words }).verdict).toBe("temporary");
  });
});

describe("the first criterion", () => {
  it.each(["delivered", "relayed", "expanded"] as const)(
    "is the action: %s is no failure, whatever else the report contains",
    (action) => {
      expect(judge({ action, status: "5.1.1", words: "550 5.1.1 no such user" })).toMatchObject({
        verdict: "none",
      });
    },
  );

  it("is the action: a delay disables no address", () => {
    expect(judge({ action: "delayed", status: "4.1.1", words: "450 user unknown" })).toMatchObject({
      verdict: "temporary",
    });
  });

  it("is the code in the text if the Status field is vague", () => {
    const words = "550 5.2.2 <ada@example.org>... Mailbox Full";
    expect(judge({ action: "failed", status: "5.0.0", words })).toEqual({
      status: "5.2.2",
      verdict: "temporary",
      reason: "mailbox-full",
    });
  });

  it("is the other server's answer that a gateway quotes", () => {
    const words = "5.1.0 - Unknown address error 550-'5.7.1 <x@example.org>... Access denied' (delivery attempts: 0)";
    expect(judge({ action: "failed", status: "5.0.0", words })).toMatchObject({
      status: "5.7.1",
      verdict: "temporary",
    });
  });

  it.each([
    { status: "5.2.0", words: "550 Unknown user ada@example.org" },
    { status: "5.0.0", words: "550 5.7.1 550 User Unknown: ada@example.org" },
    { status: "5.0.0", words: "550 : User unknown" },
  ])("is a contradiction: $status against $words", ({ status, words }) => {
    expect(judge({ action: "failed", status, words })).toMatchObject({
      verdict: "temporary",
      reason: "filtered",
    });
  });

  it("is a refusal after the whole mail, which may concern the content", () => {
    const words = "550 Unknown user ada@example.org";
    const prose = "host mx said: 550 Unknown user ada@example.org (in reply to end of DATA\n    command)";
    expect(judge({ action: "failed", status: "5.0.0", words, prose })).toMatchObject({
      verdict: "temporary",
    });
  });

  it("is the number if the prose only names the writer", () => {
    const prose = "This is the mail system at host mx.example.org.";
    expect(judge({ action: "failed", status: "5.1.1", words: "", prose })).toMatchObject({
      verdict: "permanent",
      reason: "user-unknown",
    });
  });

  it("is read from the prose if the prose gives a reason, regardless of the author", () => {
    const prose = "This is the mail system at host mx.example.org.\n\nprocmail: internal error, try again later";
    expect(judge({ action: "failed", status: "5.1.0", words: "", prose })).toMatchObject({
      verdict: "temporary",
      reason: "system",
    });
  });

  it("is the host's answer, and not the word host before it", () => {
    const words = "host mx.example.org[192.0.2.1] said: 550 5.1.1 User unknown";
    expect(judge({ action: "failed", status: "5.0.0", words })).toMatchObject({ reason: "user-unknown" });
  });

  it("is time, not size, if a mail waited in the queue too long", () => {
    const words = "I'm not going to try again; this message has been in the queue too long. (#4.4.1)";
    expect(judge({ action: "failed", status: "", words })).not.toMatchObject({ reason: "too-large" });
  });

  it("is never an IP address, a version, a size or a date", () => {
    const words = "host 5.1.1.2 said after 550 bytes on 2026-05.1.1: try later, Exim 4.5.1";
    expect(judge({ action: "failed", status: "", words })).toMatchObject({
      status: "",
      verdict: "temporary",
    });
  });
});
