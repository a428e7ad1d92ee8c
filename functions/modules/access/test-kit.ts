import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { Secret, TOTP } from "otpauth";
import type { Actor, ActorMembership, Ctx } from "../../platform/ctx.ts";
import { guarded } from "../../platform/enter.ts";
import { hashSecret } from "../../platform/ids.ts";
import type { Result } from "../../platform/refusal.ts";
import { aUser } from "../../platform/test-kit/builders.ts";
import type { TestDatabase } from "../../platform/test-kit/open-database.ts";
import { accountPost } from "../mail/account-post.ts";
import { sendAccountMail } from "./account-mail-job.ts";
import { checkRegistration } from "./passkey.ts";
import { hashPassword } from "./password.ts";
import { signIn } from "./sign-in.ts";
import { sealTotpSecret } from "./totp.ts";

/** A password that is good, and its hash. */
export const password = "une phrase de passe assez longue";
export const storedPassword = hashPassword(password);

/** A browser that holds the secret of a session. */
export const browser = (database: TestDatabase, secret: string, more: Ctx["credentials"] = {}): Ctx =>
  database.app({ kind: "visitor" }, { ...more, sessionHash: hashSecret(secret) });

/** Whom this browser is for the application now. */
export const actorOf = async (ctx: Ctx): Promise<Actor> =>
  (await guarded(ctx, async () => undefined)).ctx.actor;

/** The value of a success; fails the test with the reason of a refusal. */
export const granted = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`refused: ${result.refusal.reason}`);
  return result.value;
};

/** The reason of a refusal, or `ok`. */
export const reasonOf = (result: Result<unknown>): string => (result.ok ? "ok" : result.refusal.reason);

/** Someone signed in with a password, on a browser of theirs. */
export const someoneIn = async (database: TestDatabase, memberships: readonly ActorMembership[] = []) => {
  const user = await aUser(database, memberships, { passwordHash: await storedPassword });
  return { ...user, ...(await signedInAs(database, user.email)) };
};
export const signedInAs = async (database: TestDatabase, email: string, userAgent?: string) => {
  const clientAddress = randomBytes(8).toString("hex");
  const visitor = database.app({ kind: "visitor" }, { clientAddress, ...(userAgent ? { userAgent } : {}) });
  const { secret, signedIn } = granted(await signIn(visitor, { email, password }));
  return { secret, signedIn, page: browser(database, secret) };
};

/** Runs the job for every mail that waits, and gives the last one an address received, with the token it carries. */
export const mailTo = async (database: TestDatabase, address: string) => {
  const waiting = await database.admin<
    { id: string }[]
  >`select id from account_mail where done_at is null order by id`;
  for (const { id } of waiting) await sendAccountMail(database.worker(), accountPost, id);
  const [mail] = await database.admin<
    { subject: string; text: string; html: string; template: string; sender_name: string }[]
  >`select m.subject, m.text, m.html, m.template, m.sender_name from outgoing_message m
    join outgoing_recipient r on r.outgoing_message_id = m.id where r.address = ${address} order by m.id desc limit 1`;
  return mail && { ...mail, token: /#([\w-]{43})/.exec(mail.text)?.[1] ?? "" };
};

/** Gives an account a confirmed generator; answers what makes its codes. */
export const withTotp = async (database: TestDatabase, userId: string): Promise<(at?: Date) => string> => {
  const secret = new Secret({ size: 20 });
  const sealed = await sealTotpSecret(database.env, secret.base32);
  await database.admin`insert into totp_factor (user_id, secret, confirmed_at) values (${userId}, ${sealed}, now())`;
  return (at = new Date()) => TOTP.generate({ secret, timestamp: at.getTime() });
};

/** Gives an account a key that it registered. */
export const withPasskey = async (
  database: TestDatabase,
  userId: string,
  key: ReturnType<typeof aSecurityKey>,
): Promise<void> => {
  const challenge = randomBytes(32).toString("base64url");
  const made = await checkRegistration(database.app(), challenge, key.register({ challenge }));
  if (!made) throw new Error("the key was refused");
  await database.admin`
    insert into passkey (id, user_id, credential_id, public_key, counter, transports, name)
    values (gen_random_uuid(), ${userId}, ${made.credentialId}, ${made.publicKey}, ${made.counter},
      ${made.transports}, 'Clé bleue')`;
};

const sha = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();

/** A security key in software (WebAuthn §6): makes a credential, then signs challenges with it, counting. */
export const aSecurityKey = (origin: string) => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = randomBytes(32);
  let counter = 0;
  const clientData = (type: string, challenge: string, from: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }));
  const authenticatorData = (flags: number, rest: Uint8Array = new Uint8Array()) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(++counter);
    return Buffer.concat([sha(new URL(origin).hostname), Buffer.from([flags]), count, rest]);
  };
  const base = { id: id.toString("base64url"), rawId: id.toString("base64url"), type: "public-key" };
  return {
    id: base.id,
    /** Answers as an older copy of itself would. */
    rewind: () => {
      counter = 0;
    },
    register: ({ challenge }: { challenge: string }) => {
      const coordinates = [x, y].map((part) => new Uint8Array(Buffer.from(part, "base64url")));
      const cose = isoCBOR.encode(
        new Map<number, number | Uint8Array<ArrayBuffer>>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, coordinates[0] ?? new Uint8Array()],
          [-3, coordinates[1] ?? new Uint8Array()],
        ]),
      );
      const idLength = Buffer.from([0, id.length]);
      const data = authenticatorData(0x45, Buffer.concat([Buffer.alloc(16), idLength, id, cose]));
      const attestation = isoCBOR.encode(
        new Map<string, string | Uint8Array<ArrayBuffer> | Map<string, never>>([
          ["fmt", "none"],
          ["attStmt", new Map<string, never>()],
          ["authData", new Uint8Array(data)],
        ]),
      );
      return {
        ...base,
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData("webauthn.create", challenge, origin).toString("base64url"),
          attestationObject: Buffer.from(attestation).toString("base64url"),
          transports: ["usb"],
        },
      };
    },
    answer: ({ challenge }: { challenge: string }, from = origin) => {
      const client = clientData("webauthn.get", challenge, from);
      const data = authenticatorData(0x05);
      const signature = sign("sha256", Buffer.concat([data, sha(client)]), privateKey);
      return {
        ...base,
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString("base64url"),
          authenticatorData: data.toString("base64url"),
          signature: signature.toString("base64url"),
        },
      };
    },
  };
};

const minute = 60_000;
const day = 24 * 60 * minute;
/** Instants on both sides of a limit of days: over by a minute, and a minute short of it. */
export const over = (days: number): Date => new Date(Date.now() - days * day - minute);
export const short = (days: number): Date => new Date(Date.now() - days * day + minute);

/** Any row by its columns' names; its key is a new one unless it is given. */
export type PlainRow = Record<string, unknown>;
export const plainRows = ({ admin }: TestDatabase) => ({
  plant: async (table: string, row: PlainRow, key = "id"): Promise<string> => {
    const whole: PlainRow = { [key]: randomUUID(), ...row };
    await admin`insert into ${admin(table)} ${admin(whole)}`;
    return String(whole[key]);
  },
  /** Which of these rows are still there. */
  kept: async (table: string, keys: readonly string[], key = "id"): Promise<boolean[]> => {
    const rows = await admin`
      select ${admin(key)}::text as key from ${admin(table)} where ${admin(key)}::text in ${admin(keys)}`;
    return keys.map((one) => rows.some((row) => row.key === one));
  },
  journalOf: (id: string) => admin`select * from audit_event where aggregate_id = ${id} order by at, id`,
});
