import { Readable } from "node:stream";
import { rootCertificates } from "node:tls";
import type { RelayNews } from "../../../shared/mail/relay.ts";
import type { OutsideEnv } from "../../platform/env.ts";

type Answer = Pick<RelayNews["relay"], "is" | "code">;

/** Sends one mail over a connection of its own: STARTTLS or nothing, certificate checked, then AUTH. Never throws. */
export async function sendBySmtp(
  relay: NonNullable<OutsideEnv["smtpRelay"]>,
  mail: { from: string; to: string; raw: Buffer },
): Promise<Answer> {
  const { default: SmtpConnection } = await import("nodemailer/lib/smtp-connection/index.js");
  const connection = new SmtpConnection({
    host: relay.host,
    port: relay.port,
    secure: false,
    requireTLS: true,
    ...(relay.ca === undefined ? {} : { tls: { ca: [...rootCertificates, relay.ca] } }),
    connectionTimeout: 8_000,
    greetingTimeout: 8_000,
    socketTimeout: 25_000,
  });
  // Read only once the server said to go on: from then on it may have the mail, whatever becomes of the connection.
  let isUnderWay = false;
  const bytes = Readable.from(
    (async function* () {
      isUnderWay = true;
      yield mail.raw;
    })(),
    { objectMode: false },
  );
  try {
    await new Promise<void>((resolve, reject) => {
      const settle = (fault: Error | null | undefined) => (fault ? reject(fault) : resolve());
      connection.once("error", reject);
      connection.once("end", () => settle(Object.assign(new Error("closed"), { code: "ECONNECTION" })));
      connection.connect((unreachable) => {
        if (unreachable) return reject(unreachable);
        connection.login({ user: relay.user, pass: relay.password }, (refused) => {
          if (refused) return reject(refused);
          connection.send({ from: mail.from, to: [mail.to] }, bytes, settle);
        });
      });
    });
    return { is: "accepted", code: "smtp_250" };
  } catch (error) {
    return readSmtpFault(error, isUnderWay);
  } finally {
    // What a closing connection still has to say is nobody's business.
    connection.on("error", () => {});
    connection.close();
  }
}

interface SmtpFault {
  code?: string;
  responseCode?: number;
  command?: string;
}

/** Commands whose refusal is about us or the server, and never about the mail. */
const aboutTheProvider = /^(CONN|EHLO|HELO|STARTTLS|AUTH|API)/;

/**
 * What a fault of SMTP says of the mail (mail.md §5.13): an answer of the server is one, whenever it comes; silence is
 * one only before the first byte of the mail.
 */
function readSmtpFault(error: unknown, isUnderWay: boolean): Answer {
  const { code = "unknown", responseCode, command = "" } = (error ?? {}) as SmtpFault;
  if (responseCode !== undefined && responseCode >= 400) {
    const said = `smtp_${responseCode}`;
    const isForGood = responseCode >= 500 && !aboutTheProvider.test(command);
    return { is: isForGood ? "refused" : "not_sent", code: said };
  }
  return { is: isUnderWay ? "uncertain" : "not_sent", code };
}
