import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import * as z from "zod/mini";
import type { RemoteProvider } from "../../../shared/declarations/enums.ts";
import type { SealedCodes } from "../../../shared/declarations/reading.ts";
import type { OutsideEnv } from "../../platform/env.ts";
import type { Credentials } from "../declarations/connectors/contract.ts";

type Kms = import("@aws-sdk/client-kms").KMSClient;
type Place = Pick<OutsideEnv, "region" | "endpoints" | "credentialsKey">;

/** Whose codes they are: sealed for one account of one organisation, they open for no other. */
export interface CodesOwner {
  organisationId: string;
  provider: RemoteProvider;
  fingerprint: string;
}

let client: Kms | undefined;
const kms = async (env: Place) => {
  const sdk = await import("@aws-sdk/client-kms");
  client ??= new sdk.KMSClient({
    region: env.region,
    ...(env.endpoints.kms ? { endpoint: env.endpoints.kms } : {}),
  });
  return { sdk, client };
};

const contextOf = ({ organisationId, provider, fingerprint }: CodesOwner) => ({
  purpose: "ticketing",
  organisation: organisationId,
  provider,
  fingerprint,
});
const additionalData = (owner: CodesOwner) => Buffer.from(JSON.stringify(contextOf(owner)));

/** Recognises the same codes without reading them: HMAC with the oldest key of the ring, which stays. */
export const fingerprintOf = (
  { hmacKeys: [oldest] }: Pick<OutsideEnv, "hmacKeys">,
  provider: RemoteProvider,
  codes: Credentials,
): string => {
  if (!oldest) throw new Error("no key to recognise codes with");
  return createHmac("sha256", oldest.secret)
    .update(JSON.stringify(["ticketing codes", provider, codes.accessKey, codes.secret]))
    .digest("base64url");
};

/**
 * Seals codes in an envelope: AES-256-GCM under a data key that the key service makes for them alone and that is kept
 * sealed (declarations.md §11). Whoever seals cannot open.
 */
export const sealCodes = async (env: Place, owner: CodesOwner, codes: Credentials): Promise<SealedCodes> => {
  const { sdk, client } = await kms(env);
  const made = await client.send(
    new sdk.GenerateDataKeyCommand({
      KeyId: env.credentialsKey,
      KeySpec: "AES_256",
      EncryptionContext: contextOf(owner),
    }),
  );
  if (!made.Plaintext || !made.CiphertextBlob || !made.KeyId) throw new Error("the key service made no key");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", made.Plaintext, nonce).setAAD(additionalData(owner));
  const { accessKey, secret } = codes;
  const sealed = Buffer.concat([cipher.update(JSON.stringify({ accessKey, secret })), cipher.final()]);
  return {
    ciphertext: Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64"),
    dataKey: Buffer.from(made.CiphertextBlob).toString("base64"),
    keyId: made.KeyId,
  };
};

const Codes = z.object({ accessKey: z.string(), secret: z.string() });

/** The codes that were sealed for this owner; throws when they were altered or are somebody else's. */
export const openCodes = async (env: Place, owner: CodesOwner, codes: SealedCodes): Promise<Credentials> => {
  const { sdk, client } = await kms(env);
  const { Plaintext } = await client.send(
    new sdk.DecryptCommand({
      KeyId: codes.keyId,
      CiphertextBlob: Buffer.from(codes.dataKey, "base64"),
      EncryptionContext: contextOf(owner),
    }),
  );
  if (!Plaintext) throw new Error("the key service opened no key");
  const bytes = Buffer.from(codes.ciphertext, "base64");
  const opening = createDecipheriv("aes-256-gcm", Plaintext, bytes.subarray(0, 12))
    .setAAD(additionalData(owner))
    .setAuthTag(bytes.subarray(12, 28));
  const opened = Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]);
  return Codes.parse(JSON.parse(opened.toString("utf8")));
};
