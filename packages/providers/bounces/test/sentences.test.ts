import { describe, expect, it } from "vitest";
import { readBounce } from "../src/index.ts";
import { report } from "./support/mail.ts";

/** A report of Postfix about a refusal of `ada@example.org`, under the code of the answer. */
function refused(answer: string): Uint8Array {
  const status = /\b5\.\d+\.\d+\b/.exec(answer)?.[0] ?? "5.0.0";
  const fields = [
    "Reporting-MTA: dns; mail.ours.org",
    "",
    "Final-Recipient: rfc822; ada@example.org",
    "Original-Recipient: rfc822;ada@example.org",
    "Action: failed",
    `Status: ${status}`,
    "Remote-MTA: dns; mx.example.org",
    `Diagnostic-Code: smtp; ${answer}`,
  ];
  const prose = `<ada@example.org>: host mx.example.org[192.0.2.25] said: ${answer} (in reply to RCPT TO command)`;
  return report(fields.join("\n"), prose);
}

async function verdictOf(answer: string): Promise<string | undefined> {
  const reading = await readBounce(refused(answer));
  return reading.kind === "delivery-report" ? reading.recipients[0]?.verdict : reading.kind;
}

const LIVE = `
550 5.1.1 unknown user help@ours.org
550 5.1.1 User (info@ours.org) unknown
550 5.1.1 destinatario desconocido temporalmente
550 5.1.1 Casella temporaneamente non disponibile
550 5.1.1 Postbus tijdelijk niet beschikbaar
550 5.1.1 Пользователь временно недоступен
550 5.1.1 Caixa de correio cheia
550 5.1.1 mailbox is vol
550 5.1.1 ada@example.org: recipient is not accepting mail from this sender
550 5.1.1 Directory harvest protection: no such user
domain ours.org does not exist
The domain ours.org could not be found
Domain mail.ours.org not found
No MX record found for ours.org
Host ours.org unknown
<bounces@ours.org>: user unknown
<bounces@ours.org> does not exist
mailbox bounces@ours.org not found
No such user: bounces@ours.org
Sender unknown
originator address unknown
unknown sender address
return address does not exist
reply address not found
The author's address is invalid
address in From header unknown
user does not accept mail from strangers
recipient only accepts mail from known contacts
this user does not accept messages from you
user does not wish to receive this mail
recipient does not want to receive your messages
mailbox only accepts internal mail, external address not accepted
user not allowed to receive external mail
mailbox restricted to internal senders, recipient not accepted
recipient not valid for external senders
user does not accept encrypted mail
user database not available
user database could not be found
backend failure
backend failure, user not found
mailbox unavailable or access denied
User unknown or access denied
invalid recipient or policy violation
mailbox is being migrated
mailbox not available, migration in progress
account is being moved, address not available
user is moving to a new server
user is on vacation, mailbox not available
User unavailable: out of office
the recipient is absent, address not available
user is away until Monday
LDAP lookup failed for recipient
LDAP error: user not found
directory lookup failure: recipient not found
unable to verify recipient: directory server unreachable
Could not verify recipient address
recipient verification failed: callout timed out
cannot verify user, database error
unable to look up user
Error looking up recipient, user not found
user lookup error
Recipient address could not be validated because the verification server did not answer
DNS server failure; domain not found
SERVFAIL, domain example.org not found
could not resolve host example.org: name server not responding
mailbox not available: storage backend offline
mailbox unavailable: I/O error
mailbox not found on this node, synchronization in progress
account not yet activated, user unknown
user has not yet logged in
mailbox not yet provisioned, address not found
account pending approval, address not available
license expired, recipient not accepted
user not available during business hours
Invalid address in header To
too many invalid recipients
not a valid user of this relay, authenticate first
encryption key for recipient not found
certificate of recipient not found
alias expansion failed, recipient not valid
user is not receiving mail right now
recipient unknown, account will be created shortly
The account or domain may not exist, or the sender may be blocked
user unknown or not responding
recipient temporarily disabled or unknown
quota of user unknown
mailbox is locked by another process, not available
cluster node for user not found
internal routing table for user not found
no such user or mailbox full
unknown user, our resolver is down
Benutzer unbekannt, Postfach voll
adresse inconnue, le compte est suspendu
recipient address rejected: undeliverable address: connect to mx2.example.org: Connection timed out
unknown user state
account type not known, mail deferred
greylisting database not found
recipient mailbox is archived, not available
we could not confirm that user
delivery to user suspended by owner, not accepted
mailbox read only, recipient not accepted
recipient refuses mail from this country, address not valid
address book service down, user not found
account awaiting confirmation, user unknown
employee on parental leave, address not available
user not found due to error
user not found in time
name resolution failure, host example.org not found
message store of user not found
mail from new senders not accepted by user
recipient invalid: no rights
host ours.org is not known
mailbox closed for the weekend
failed to read mailbox: not found
proxy error: user unknown
Skrzynka odbiorcy jest przepełniona
Сообщение отклонено по подозрению в спаме
メールボックスの容量を超えています
受信拒否設定により受信できません
您的地址被收件人列入黑名单
받는 사람의 메일함이 가득 찼습니다
Alıcının posta kutusu dolu
Schránka příjemce je plná
A caixa postal do destinatário está lotada
Spazio casella esaurito
Cuota de buzón excedida
Vastaanottajan postilaatikko on täynnä
صندوق بريد المستلم ممتلئ
Speicherplatz des Empfängers erschöpft
Absenderadresse unbekannt
Dirección del remitente no existe
Indirizzo del mittente inesistente
Afzender onbekend
Отправитель не существует
送信者のドメインが存在しません
发件人地址不存在
upstream server: address not available
`;

const DEAD = `
550 5.1.1 User unknown; for help, contact postmaster@example.org
550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown in virtual mailbox table
550 5.1.1 <ada@example.org> User doesn't exist: ada@example.org
550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address
550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@example.org not found by SMTP address lookup
550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
550 No Such User Here
550 No such user (ada@example.org)
550 Unrouteable address
550 5.1.1 User unknown
550 5.1.1 unknown or illegal alias: ada@example.org
511 5.1.1 unknown address or alias: ada@example.org
550 Recipient not found
554 delivery error: dd Requested mail action aborted, mailbox not found
550 5.1.1 Mailbox does not exist!
550 5.4.1 Recipient address rejected: Access denied. AS(201806281)
550 5.1.1 Recipient not found.
550 invalid mailbox
550 <ada@example.org> no such address here
550 5.1.1 ada@example.org... no such user
550 sorry, no mailbox here by that name. (#5.1.1)
550 5.1.1 Requested action not taken: mailbox unavailable
550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).
550 The user does not exist
550 5.1.1 Address does not exist
550 Requested action not taken: mailbox unavailable
550 unknown user
550 Account does not exist
550 5.1.6 Recipient has moved
550 5.1.1 recipient address no longer valid
550 User no longer on server
550 5.1.2 Host unknown (Name server: example.org: host not found)
550 5.4.310 DNS domain example.org does not exist
550 5.1.1 Destinataire inconnu
550 5.1.1 El usuario no existe
550 5.1.1 L'utente non esiste
550 5.1.1 Benutzer existiert nicht
550 5.1.1 <ada@example.org>: Email address could not be found, or was misspelled (G8)
550 Mailbox not found
551 not our customer
556 5.1.10 Recipient domain has null MX
550 #5.1.0 Address rejected ada@example.org
550 5.1.1 The email address you entered couldn't be found
550 Invalid recipient ada@example.org
550 ada@example.org is not a valid mailbox
550 5.1.1 account deleted
550 ada@mail.example.org: user unknown
550 user ada@old.example.net unknown
550 Domain example.org does not exist
550 5.1.1 Bad destination mailbox address
550 5.7.1 No such user!
550 5.1.1 Utente sconosciuto
550 5.1.1 El destinatario es desconocido
550 5.1.1 Usuário inexistente
550 5.1.1 Gebruiker onbekend
550 5.1.1 Adres nie istnieje
550 5.1.1 Пользователь не найден
550 5.1.1 宛先のメールアドレスは存在しません
550 5.1.1 收件人不存在
550 5.1.1 수신자가 존재하지 않습니다
550 5.1.1 ada@example.org
550 5.1.6 not our user
`;

const linesOf = (text: string) => text.trim().split("\n");

describe("an address lives after", () => {
  it.each(linesOf(LIVE))("%s", async (words) => {
    const found = await Promise.all(["", "5.0.0 ", "5.1.1 ", "5.1.2 "].map((code) => verdictOf(`550 ${code}${words}`)));
    expect(found).toEqual(["temporary", "temporary", "temporary", "temporary"]);
  });
});

describe("an address is dead after", () => {
  it.each(linesOf(DEAD))("%s", async (answer) => {
    expect(await verdictOf(answer)).toBe("permanent");
  });
});
