/**
 * The second provider of sending on this machine: SMTP with STARTTLS, a certificate and AUTH, as the real ones ask for.
 * Shows its mails where those of SES are shown, answers by a report what it cannot deliver, and fails on command.
 */
import { randomUUID } from "node:crypto";
import type { AddressInfo, Socket } from "node:net";
import { generate } from "selfsigned";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { domainOf } from "../mail-head.ts";
import type { Envelope, Mailbox } from "../mailbox/store.ts";
import type { RelaySwitches, Stage } from "./switches.ts";

export interface RelayOptions {
  /** 0 = any free port. */
  port: number;
  host?: string;
  /** R: mail to it comes back in. */
  mailDomain: string;
  mailbox: Pick<Mailbox, "add">;
  deliverInbound: (envelope: Envelope, raw: Buffer) => Promise<void>;
}

export interface RunningRelay {
  host: string;
  port: number;
  user: string;
  password: string;
  /** Certificate to trust, PEM. */
  ca: string;
  /** Replaces all switches. */
  set(switches: RelaySwitches): void;
  /** Resolves when every delivery under way is done. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const words: Record<Stage, [string, string]> = {
  connect: ["421 4.3.2 Service not available", "554 5.3.2 No service here"],
  auth: ["454 4.7.0 Temporary authentication failure", "535 5.7.8 Authentication credentials invalid"],
  mail: ["451 4.3.0 Try again later", "550 5.7.1 Sender refused"],
  rcpt: ["450 4.2.1 Try again later", "550 5.1.1 User unknown"],
  data: ["451 4.3.0 Try again later", "554 5.7.1 Message refused"],
};

/** Starts it, with a certificate of its own for this run. */
export const startRelay = async (options: RelayOptions): Promise<RunningRelay> => {
  const host = options.host ?? "127.0.0.1";
  const user = "guichet";
  const password = randomUUID();
  const pem = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: host },
        ],
      },
    ],
  });
  let switches: RelaySwitches = {};
  const underWay = new Set<Promise<void>>();
  const sockets = new Set<Socket>();

  const follow = (work: Promise<unknown>): void => {
    const followed = work
      .catch((error: unknown) => console.error("relay: a delivery was lost", error))
      .then(() => void underWay.delete(followed));
    underWay.add(followed);
  };
  /** Counts one mail that met the switches. */
  const countDown = () => {
    if (switches.times === undefined) return;
    switches = switches.times > 1 ? { ...switches, times: switches.times - 1 } : {};
  };
  const refusal = (at: Stage): Error | undefined => {
    if (switches.refuse?.at !== at) return undefined;
    const [temporary, permanent] = words[at];
    const [code = "451", ...rest] = (switches.refuse.with === "4xx" ? temporary : permanent).split(" ");
    countDown();
    return Object.assign(new Error(rest.join(" ")), { responseCode: Number(code) });
  };

  /** Where a mail goes once taken: the mailbox, our own receiving side, or back to its sender as a report. */
  const deliver = async (envelope: Envelope, raw: Buffer): Promise<void> => {
    const id = randomUUID();
    await options.mailbox.add({ providerMessageId: id, envelope, raw, acceptedAt: new Date() });
    for (const to of envelope.to) {
      if (domainOf(to) === options.mailDomain)
        await options.deliverInbound({ from: envelope.from, to: [to] }, raw);
      else if (domainOf(to).endsWith(".invalid") && envelope.from)
        await options.deliverInbound({ from: null, to: [envelope.from] }, report(to, envelope.from));
    }
  };

  const server = new SMTPServer({
    name: "localhost",
    banner: "second provider",
    key: pem.private,
    cert: pem.cert,
    authMethods: ["PLAIN", "LOGIN"],
    closeTimeout: 200,
    disableReverseLookup: true,
    onConnect: (_session, callback) => callback(refusal("connect")),
    onAuth: (auth, _session, callback) => {
      const refused = refusal("auth");
      if (refused) return callback(refused);
      if (auth.username === user && auth.password === password) return callback(null, { user });
      callback(Object.assign(new Error("5.7.8 Authentication credentials invalid"), { responseCode: 535 }));
    },
    onMailFrom: (_address, _session, callback) => callback(refusal("mail")),
    onRcptTo: (_address, _session, callback) => callback(refusal("rcpt")),
    onData: (stream, session, callback) => {
      const pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => pieces.push(piece));
      stream.on("end", () => {
        const refused = refusal("data");
        if (refused) return callback(refused);
        const raw = Buffer.concat(pieces);
        if (!switches.cut) {
          follow(deliver(envelopeOf(session), raw));
          return callback(null, "2.0.0 queued");
        }
        countDown();
        follow(deliver(envelopeOf(session), raw));
        for (const socket of sockets) socket.destroy();
      });
    },
  });
  server.on("error", (error: NodeJS.ErrnoException) => {
    if (!["ECONNRESET", "EPIPE"].includes(error.code ?? "")) console.error("relay:", error.message);
  });
  server.server.on("connection", (socket: Socket) => {
    if (switches.down) {
      countDown();
      return void socket.destroy();
    }
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(options.port, host, () => {
      server.server.off("error", reject);
      resolve((server.server.address() as AddressInfo).port);
    });
  });

  const idle = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  return {
    ...{ host, port, user, password, idle },
    ca: pem.cert,
    set: (given) => {
      switches = given;
    },
    async stop() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await idle();
    },
  };
};

const envelopeOf = ({ envelope }: SMTPServerSession): Envelope => ({
  from: envelope.mailFrom && envelope.mailFrom.address !== "" ? envelope.mailFrom.address : null,
  to: envelope.rcptTo.map(({ address }) => address),
});

/** What a server says of an address it does not know (RFC 3464), sent to the return path. */
const report = (about: string, to: string): Buffer =>
  Buffer.from(
    [
      "From: Mail Delivery System <mailer-daemon@second.example>",
      `To: ${to}`,
      "Subject: Undelivered Mail Returned to Sender",
      `Message-ID: <${randomUUID()}@second.example>`,
      `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
      "Auto-Submitted: auto-replied",
      "MIME-Version: 1.0",
      'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
      "",
      "--report",
      "Content-Type: text/plain; charset=us-ascii",
      "",
      `Your message to ${about} could not be delivered.`,
      "",
      "--report",
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; second.example",
      "",
      `Final-Recipient: rfc822; ${about}`,
      "Action: failed",
      "Status: 5.1.2",
      "Diagnostic-Code: smtp; 550 5.1.2 Host unknown",
      "",
      "--report--",
      "",
    ].join("\r\n"),
  );
