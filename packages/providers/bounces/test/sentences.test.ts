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
550 5.1.10 Ihre Domain existiert nicht
550 5.1.2 Die Domain des Absenders existiert nicht
550 5.1.1 Ihr Server ist unbekannt
550 5.1.1 Rückwärtsauflösung nicht gefunden
550 5.1.1 Unsere Richtlinie: unbekannte Systeme werden abgewiesen
550 5.1.1 Ungültiger Betreff
550 5.1.1 Ungültige Signatur
550 5.1.1 Kein gültiger Reverse-DNS-Eintrag gefunden: ungültig
550 5.1.10 Antwortadresse existiert nicht
550 5.1.1 Votre domaine n'existe pas
550 5.1.1 Votre serveur est inconnu
550 5.1.1 L'enregistrement SPF est introuvable
550 5.1.1 Le domaine ours.example n'existe pas
550 5.1.1 Enregistrement MX introuvable pour votre domaine
550 5.1.1 En-tête invalide
550 5.1.1 Su dominio no existe
550 5.1.1 Dominio del emisor desconocido
550 5.1.1 Su IP no es válida
550 5.1.1 Por política, servidores desconocidos no permitidos
550 5.1.1 Nombre de host no válido
550 5.1.1 Asunto no válido
550 5.1.10 Il tuo dominio è inesistente
550 5.1.1 Indirizzo IP sconosciuto
550 5.1.1 Il dominio ours.example non esiste
550 5.1.1 Nome host non valido
550 5.1.10 O seu domínio é inexistente
550 5.1.1 Registro SPF não encontrado
550 5.1.1 O domínio ours.example não existe
550 5.1.1 Uw domein bestaat niet
550 5.1.1 Onbekende server
550 5.1.1 SPF-record niet gevonden
550 5.1.1 Volgens ons beleid: onbekende host
550 5.1.1 Państwa domena nie istnieje
550 5.1.1 Nieznany serwer
550 5.1.1 Polityka: nieznany host
550 5.1.10 Ваш сервер неизвестен
550 5.1.1 Неизвестный сервер
550 5.1.1 SPF-запись не найдена
550 5.1.1 あなたのドメインが存在しません
550 5.1.1 サーバーが見つかりません
550 5.1.1 ポリシーにより拒否: ホスト不明
550 5.1.1 逆引きが見つかりません
550 5.1.1 你的域名不存在
550 5.1.1 服务器不存在
550 5.1.1 來源網域不存在
550 5.1.1 귀하의 도메인이 존재하지 않습니다
550 5.1.1 존재하지 않는 서버
550 5.1.1 Din domän finns inte
550 5.1.1 Er domän är okänd
550 5.1.1 Ukendt server
550 5.1.1 Alan adınız bulunamadı
550 5.1.1 Vaše doména neexistuje
550 5.1.1 Az Ön domainje nem létezik
550 5.1.1 Verkkotunnuksesi ei ole olemassa
550 5.1.1 Ο τομέας σας δεν υπάρχει
550 5.1.1 Der einliefernde Rechner ist unbekannt
550 5.1.10 Ihre E-Mail-Adresse existiert nicht
550 5.1.1 Netzwerk unbekannt
550 5.1.1 PTR-Eintrag existiert nicht
550 5.1.1 Systemfehler: Tabelle nicht gefunden
550 5.1.1 Empfängerprüfung: Verzeichnisserver nicht gefunden
550 5.1.1 Unbekannter Client, Adresse gesperrt
550 5.1.1 Nom de domaine inexistant
550 5.1.1 L'adresse e-mail de l'expéditeur n'existe pas
550 5.1.1 Adresse de l'émetteur invalide
550 5.1.1 Base des utilisateurs introuvable
550 5.1.1 Su dirección de correo no existe
550 5.1.1 Cliente desconocido
550 5.1.1 Dirección de red no válida
550 5.1.1 Il suo indirizzo non esiste
550 5.1.1 Client sconosciuto
550 5.1.1 O seu endereço não existe
550 5.1.1 Rede desconhecida
550 5.1.1 Afzender onbekend
550 5.1.1 Netwerkadres onbekend
550 5.1.1 Nadawca nie istnieje
550 5.1.1 Ваш адрес не существует
550 5.1.1 Неизвестная сеть
550 5.1.1 База пользователей не найдена
550 5.1.1 発信者不明
550 5.1.1 返信先アドレスが存在しません
550 5.1.1 发件人不存在
550 5.1.1 发件人地址不存在
550 5.1.1 您的地址不存在
550 5.1.1 귀하의 주소가 존재하지 않습니다
550 5.1.1 Avsändaren finns inte
550 5.1.1 Gönderen bulunamadı
550 5.1.1 Odesílatel neexistuje
550 5.1.1 Lähettäjä tuntematon
550 5.1.1 Az Ön címe ismeretlen
550 5.1.1 E-posta adresiniz bulunamadı
`;

const DEAD = `
550 5.1.1 <ada@example.org>: Empfänger unbekannt
550 5.1.1 Der Empfänger ada@example.org existiert nicht
550 5.1.1 Postfach existiert nicht
550 5.1.2 Die Domain example.org existiert nicht
550 5.1.1 Adresse inconnue
550 5.1.1 Destinataire inexistant
550 5.1.1 Cette adresse n'existe pas
550 5.1.2 Le domaine example.org n'existe pas
550 5.1.10 Destinatario no encontrado
550 5.1.2 El dominio example.org no existe
550 5.1.1 Destinatario inesistente
550 5.1.10 Destinatario non trovato
550 5.1.1 O endereço não existe
550 5.1.10 Usuário não encontrado
550 5.1.1 Ontvanger bestaat niet
550 5.1.1 Ongeldig adres
550 5.1.1 Такого адреса не существует
550 5.1.1 宛先が見つかりません
550 5.1.1 ユーザー不明
550 5.1.1 无此用户
550 5.1.1 받는 사람이 존재하지 않습니다
550 5.1.1 존재하지 않는 계정
550 5.1.1 Adressen finns inte
550 5.1.1 Adressen findes ikke
550 5.1.1 Mottakeren finnes ikke
550 5.1.1 Uživatel neexistuje
550 5.1.1 A címzett nem létezik
550 5.1.1 Vastaanottajaa ei ole olemassa
550 5.1.1 Άγνωστος παραλήπτης
550 5.1.2 Domäne example.org unbekannt
550 5.1.2 Домен example.org не существует
550 5.1.1 Die angegebene E-Mail-Adresse existiert nicht
550 5.1.1 Ihre Nachricht konnte nicht zugestellt werden: Empfänger unbekannt
550 5.1.1 Cet utilisateur est inconnu chez nous
550 5.1.1 La boîte ada est introuvable
550 5.1.1 La cuenta de correo no existe
550 5.1.1 Casilla inexistente
550 5.1.1 Casella di posta inesistente
550 5.1.1 Conta não encontrada
550 5.1.1 De geadresseerde bestaat niet: adres onbekend
550 5.1.1 Skrzynka nie istnieje
550 5.1.1 Адресат не найден
550 5.1.1 このメールアドレスは存在しません
550 5.1.1 邮箱不存在
550 5.1.1 账号不存在
550 5.1.1 E-postadressen finns inte
550 5.1.1 Brukeren finnes ikke
550 5.1.1 Schránka neexistuje
550 5.1.1 Käyttäjää ei ole olemassa
550 5.1.2 <ada@example.org>: domaine inconnu
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

describe("an address stays valid after", () => {
  it.each(linesOf(LIVE))("%s", async (words) => {
    const found = await Promise.all(["", "5.0.0 ", "5.1.1 ", "5.1.2 "].map((code) => verdictOf(`550 ${code}${words}`)));
    expect(found).toEqual(["temporary", "temporary", "temporary", "temporary"]);
  });
});

describe("an address is invalid after", () => {
  it.each(linesOf(DEAD))("%s", async (answer) => {
    expect(await verdictOf(answer)).toBe("permanent");
  });
});
